/* Things by row and phases by column: every cell can be picked, by pointer and by arrow keys. Texts are text, never HTML. */
const made = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) { element.dir = "auto"; element.textContent = text; }
  return element;
};

const headOf = ({ text, small }) => {
  const cell = made("th");
  cell.scope = "col";
  cell.append(made("span", "", text));
  if (small) cell.append(made("small", "", small));
  return cell;
};

const cellOf = (cell, row, column) => {
  const box = made("td"), picture = made("img");
  Object.assign(box.dataset, { row, column });
  Object.assign(picture, { src: cell.picture, alt: "", width: 28, height: 18 });
  box.append(picture, " ", made("span", "", cell.text));
  if (cell.mark) box.append(" ", made("small", "", cell.mark));
  return box;
};

const cellsOf = (box) => [...box.querySelectorAll("td")];

const fill = (box, data) => {
  const table = made("table"), head = made("tr"), top = made("thead"), body = made("tbody"), corner = made("th", "", data.corner);
  table.setAttribute("role", "grid"); table.setAttribute("aria-label", data.about);
  corner.scope = "col";
  head.append(corner, ...data.columns.map(headOf));
  data.rows.forEach(({ id, name, small, cells }) => {
    const row = made("tr"), first = made("th");
    first.scope = "row";
    first.append(made("span", "", name));
    if (small) first.append(made("small", "", small));
    row.append(first, ...cells.map((cell, n) => cellOf(cell, id, data.columns[n].id)));
    body.append(row);
  });
  top.append(head); table.append(top, body); box.replaceChildren(table);
};

const mark = (box, row, column) => {
  const cells = cellsOf(box), picked = (cell) => cell.dataset.row === row && cell.dataset.column === column;
  const first = cells.find(picked) || cells.find((cell) => cell.dataset.column === column) || cells[0];
  cells.forEach((cell) => {
    cell.setAttribute("aria-selected", String(picked(cell)));
    cell.classList.toggle("along", cell.dataset.row === row || cell.dataset.column === column);
    cell.tabIndex = cell === first ? 0 : -1;
  });
};

const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

const steer = (event, box, pick) => {
  const cell = event.target.closest("td"), step = STEPS[event.key];
  if (!cell) return;
  if (event.key === "Enter" || event.key === " ") pick(cell);
  else if (step) {
    const rows = [...box.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    const at = rows.findIndex((row) => row.includes(cell));
    rows[at + step[0]]?.[rows[at].indexOf(cell) + step[1]]?.focus();
  } else return;
  event.preventDefault();
};

export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".passage-table");
  if (!box) { box = made("div", "passage-table board"); parentElement.append(box); }
  const shown = JSON.stringify([data.about, data.columns, data.rows]);
  const held = box.contains(document.activeElement) ? document.activeElement.dataset : null;
  if (box.dataset.shown !== shown) fill(box, data);
  box.dataset.shown = shown;
  mark(box, data.row, data.column);
  if (held) cellsOf(box).find((cell) => cell.dataset.row === held.row && cell.dataset.column === held.column)?.focus();
  const pick = (cell) => {
    mark(box, cell.dataset.row, cell.dataset.column);
    setTriggerValue("cell", [cell.dataset.row, cell.dataset.column]);
  };
  box.onclick = (event) => {
    const cell = event.target.closest("td");
    if (cell) { cell.focus(); pick(cell); }
  };
  box.onkeydown = (event) => steer(event, box, pick);
}
