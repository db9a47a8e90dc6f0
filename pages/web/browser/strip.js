/* Rows of spans along one time: a minute can be picked in every row, by pointer and by arrow keys. Texts are text, never HTML. */
const made = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) { element.dir = "auto"; element.textContent = text; }
  return element;
};

const share = (minutes, all) => `${(100 * minutes) / all}%`;

const spanOf = (span, all, row) => {
  const box = made("div", `span ${span.kind}`);
  Object.assign(box.dataset, { first: span.first, after: span.after, row });
  box.style.insetInlineStart = share(span.first, all); box.style.width = share(span.after - span.first, all);
  box.setAttribute("role", "gridcell"); box.setAttribute("aria-label", span.told); box.title = span.told;
  box.tabIndex = -1;
  box.append(made("span", "", span.text));
  return box;
};

const rowOf = (row, number, all) => {
  const line = made("div", "row"), head = made("div", "head"), track = made("div", "track");
  line.setAttribute("role", "row"); head.setAttribute("role", "rowheader");
  head.append(made("b", "", row.name));
  if (row.beneath) head.append(made("small", "", row.beneath));
  track.append(...row.spans.map((span) => spanOf(span, all, number)));
  line.append(head, track);
  return line;
};

const timesOf = (ticks, all) => {
  const line = made("div", "row times"), head = made("div", "head"), track = made("div", "track");
  line.setAttribute("aria-hidden", "true");
  track.append(...ticks.map((tick) => {
    const mark = made("span", "tick", tick.text);
    mark.style.insetInlineStart = share(tick.minute, all);
    return mark;
  }));
  line.append(head, track);
  return line;
};

const fill = (box, data) => {
  box.setAttribute("role", "grid"); box.setAttribute("aria-label", data.about);
  box.replaceChildren(timesOf(data.ticks, data.minutes), ...data.rows.map((row, n) => rowOf(row, n, data.minutes)));
};

const spansOf = (box) => [...box.querySelectorAll(".span")];
const holds = (span, minute, row) =>
  Number(span.dataset.row) === row && Number(span.dataset.first) <= minute && minute < Number(span.dataset.after);

const mark = (box, minute, row, all) => {
  box.style.setProperty("--at", (minute + 0.5) / all);
  spansOf(box).forEach((span) => {
    const picked = holds(span, minute, row);
    span.setAttribute("aria-selected", String(picked));
    span.tabIndex = picked ? 0 : -1;
  });
};

const STEPS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };

/* where the keys lead: up and down to the next question, left and right to the next change, with Shift by one minute */
const next = (event, box, at, data) => {
  const step = STEPS[event.key];
  if (!step) return null;
  const row = Math.min(Math.max(at.row + step[1], 0), data.rows.length - 1);
  const way = getComputedStyle(box).direction === "rtl" ? -step[0] : step[0];
  const own = data.rows[row].spans.find((span) => span.first <= at.minute && at.minute < span.after);
  const change = way > 0 ? own?.after : way < 0 ? Math.max((own?.first ?? 1) - 1, 0) : at.minute;
  const minute = event.shiftKey ? at.minute + way : change;
  return { row, minute: Math.min(Math.max(minute, 0), data.minutes - 1) };
};

export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".passage-strip");
  if (!box) { box = made("div", "passage-strip"); parentElement.append(box); }
  const shown = JSON.stringify([data.about, data.minutes, data.rows, data.ticks]);
  const held = box.contains(document.activeElement);
  if (box.dataset.shown !== shown) fill(box, data);
  box.dataset.shown = shown;
  mark(box, data.minute, data.row, data.minutes);
  const focus = (row, minute) => spansOf(box).find((span) => holds(span, minute, row))?.focus();
  if (held) focus(data.row, data.minute);
  const at = { row: data.row, minute: data.minute };
  const pick = (row, minute) => {
    Object.assign(at, { row, minute });
    mark(box, minute, row, data.minutes);
    focus(row, minute);
    setTriggerValue("minute", [minute, row]);
  };
  box.onclick = (event) => {
    const span = event.target.closest(".span");
    if (!span) return;
    const track = span.parentElement.getBoundingClientRect();
    const along = (event.clientX - track.left) / track.width;
    const turned = getComputedStyle(box).direction === "rtl" ? 1 - along : along;
    pick(Number(span.dataset.row), Math.min(Math.max(Math.floor(turned * data.minutes), Number(span.dataset.first)), Number(span.dataset.after) - 1));
  };
  box.onkeydown = (event) => {
    const led = next(event, box, at, data);
    if (!led) return;
    event.preventDefault();
    pick(led.row, led.minute);
  };
}
