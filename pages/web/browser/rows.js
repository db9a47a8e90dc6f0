/* A table whose rows can be chosen, by pointer and by keyboard. Every text is set as text, never as HTML. */
const made = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) { element.dir = "auto"; element.textContent = text; }
  return element;
};

const SHORT = 12;

const cellOf = (cell, label) => {
  const box = made("td", cell.text.length <= SHORT ? "short" : "");
  box.dataset.label = label;
  if (cell.share !== undefined) {
    const bar = made("span", "bar"), filled = made("span");
    filled.style.width = `${cell.share * 100}%`;
    bar.append(filled); box.className = "share"; box.append(bar);
  }
  if (cell.picture) {
    const picture = made("img");
    Object.assign(picture, { src: cell.picture, alt: "", width: 28, height: 18 });
    box.append(picture, " ");
  }
  if (cell.share === undefined && !cell.picture) box.dir = "auto";
  box.append(cell.text);
  return box;
};

const rowsOf = (box) => [...box.querySelectorAll("tbody tr")];

const mark = (box, chosen) => {
  const rows = rowsOf(box), first = rows.find((row) => row.dataset.id === chosen) || rows[0];
  rows.forEach((row) => {
    row.setAttribute("aria-selected", String(row.dataset.id === chosen));
    row.tabIndex = row === first ? 0 : -1;
  });
};

/* only the table's own frame is scrolled: the page, and with it the map, stays where it is */
const reveal = (box, chosen) => {
  const row = rowsOf(box).find((one) => one.dataset.id === chosen);
  if (!row) return;
  const frame = box.getBoundingClientRect(), own = row.getBoundingClientRect();
  const head = box.querySelector("thead").getBoundingClientRect().height;
  if (own.top < frame.top + head) box.scrollTop -= frame.top + head - own.top;
  else if (own.bottom > frame.bottom) box.scrollTop += own.bottom - frame.bottom;
};

const fill = (box, data) => {
  const held = box.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
  const table = made("table"), head = made("tr"), body = made("tbody"), top = made("thead");
  table.setAttribute("role", "grid"); table.setAttribute("aria-label", data.about);
  data.head.forEach((name) => {
    const cell = made("th", "", name);
    cell.scope = "col"; head.append(cell);
  });
  data.rows.forEach(({ id, cells }) => {
    const row = made("tr");
    row.dataset.id = id; row.append(...cells.map((cell, at) => cellOf(cell, data.head[at]))); body.append(row);
  });
  top.append(head); table.append(top, body); box.replaceChildren(table);
  return held;
};

const STEPS = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, Home: () => 0, End: (_, last) => last };

const steer = (event, box, choose) => {
  const rows = rowsOf(box), at = rows.indexOf(event.target.closest("tr"));
  if (at < 0) return;
  if (event.key === "Enter" || event.key === " ") choose(rows[at].dataset.id);
  else if (STEPS[event.key]) rows[Math.max(0, Math.min(rows.length - 1, STEPS[event.key](at, rows.length - 1)))].focus();
  else return;
  event.preventDefault();
};

export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".passage-table");
  if (!box) { box = made("div"); parentElement.append(box); }
  box.className = `passage-table choosing${data.sentences ? " sentences" : ""}`;
  const shown = JSON.stringify([data.head, data.rows, data.about]);
  const held = box.dataset.shown === shown ? undefined : fill(box, data);
  box.dataset.shown = shown;
  const changed = box.dataset.chosen !== data.chosen;
  mark(box, data.chosen);
  if (changed) reveal(box, data.chosen);
  box.dataset.chosen = data.chosen;
  if (held) rowsOf(box).find((row) => row.dataset.id === held)?.focus();
  const choose = (id) => { if (id) { mark(box, id); setTriggerValue("row", id); } };
  box.onclick = (event) => {
    const row = event.target.closest("tbody tr");
    if (row && !String(window.getSelection())) { row.focus(); choose(row.dataset.id); }
  };
  box.onkeydown = (event) => steer(event, box, choose);
}
