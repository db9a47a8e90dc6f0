/* Bars along real dates: a day can be picked in every bar, by pointer and by arrow keys. Texts are text, never HTML. */
const made = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) { element.dir = "auto"; element.textContent = text; }
  return element;
};

const DAY_S = 86400, MINUTE_S = 60;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const spanOf = (data) => {
  const starts = data.divisions.map((one) => one.starts_s), ends = data.divisions.map((one) => one.ends_s);
  return { from: Math.min(...starts), to: Math.max(...ends) };
};
const place = (element, { from, to }, starts, ends) => {
  element.style.insetInlineStart = `${(100 * (starts - from)) / (to - from)}%`;
  if (ends !== undefined) element.style.width = `${(100 * (ends - starts)) / (to - from)}%`;
};

/* the local day of a second; offsets come from the server, whose table of time zones is the one all else is told by */
const dayOf = (data, at) => {
  const passed = data.offsets.filter(([since]) => since <= at), minutes = (passed.at(-1) || data.offsets[0] || [0, 0])[1];
  const here = new Date((at + minutes * MINUTE_S) * 1000);
  return `${here.getUTCDate()} ${MONTHS[here.getUTCMonth()]} ${here.getUTCFullYear()}`;
};

const headOf = (text, small) => {
  const head = made("div", "head");
  head.append(made("b", "", text));
  if (small) head.append(made("small", "", small));
  return head;
};

const timesOf = (data, span) => {
  const line = made("div", "row times"), track = made("div", "track");
  line.setAttribute("aria-hidden", "true");
  data.ticks.forEach((tick) => {
    const mark = made("span", "tick", tick.text);
    place(mark, span, tick.at_s); track.append(mark);
  });
  data.divisions.forEach((one) => {
    const name = made("span", "division"), short = made("span", "short", one.short);
    name.title = `${one.name}, ${dayOf(data, one.starts_s)} to ${dayOf(data, one.ends_s)}`;
    place(name, span, one.starts_s, one.ends_s);
    name.append(made("span", "long", one.name), short); track.append(name);
  });
  line.append(headOf(data.corner), track);
  return line;
};

const barOf = (bar, span, row) => {
  const box = made("div", `bar ${bar.kind}`);
  Object.assign(box.dataset, { row: row.id, starts: bar.starts_s, ends: bar.ends_s });
  box.style.setProperty("--ink", bar.colour);
  box.setAttribute("role", "gridcell"); box.setAttribute("aria-label", `${row.name}: ${bar.text}; ${bar.told}`); box.title = bar.told;
  place(box, span, bar.starts_s, bar.ends_s);
  box.append(made("span", "", bar.text));
  return box;
};

const rowOf = (row, span, divisions) => {
  const line = made("div", "row"), head = headOf(row.name, row.small), track = made("div", "track");
  line.setAttribute("role", "row"); line.dataset.id = row.id; head.setAttribute("role", "rowheader");
  divisions.forEach((one) => {
    const edge = made("i", "edge");
    place(edge, span, one.starts_s); track.append(edge);
  });
  track.append(...row.bars.map((bar) => barOf(bar, span, row)));
  line.append(head, track);
  return line;
};

const fill = (box, data) => {
  const span = spanOf(data), grid = made("div", "grid");
  grid.setAttribute("role", "grid"); grid.setAttribute("aria-label", data.about);
  grid.append(timesOf(data, span), ...data.rows.map((row) => rowOf(row, span, data.divisions)));
  const frame = made("div", "frame"), news = made("div", "news");
  news.setAttribute("role", "status");
  frame.append(grid); box.replaceChildren(frame, news);
};

const barsOf = (box) => [...box.querySelectorAll(".bar")];
const holds = (bar, row, at) => bar.dataset.row === row && Number(bar.dataset.starts) <= at && at < Number(bar.dataset.ends);
/* the bar that holds a moment in a row, else the one nearest to it */
const barAt = (box, row, at) => {
  const far = (bar) => Math.max(Number(bar.dataset.starts) - at, at + 1 - Number(bar.dataset.ends), 0);
  return barsOf(box).filter((bar) => bar.dataset.row === row).sort((a, b) => far(a) - far(b))[0];
};

const mark = (box, data, row, at) => {
  const span = spanOf(data), picked = barsOf(box).find((bar) => holds(bar, row, at)), first = picked || barsOf(box)[0];
  box.style.setProperty("--at", (at - span.from) / (span.to - span.from));
  barsOf(box).forEach((bar) => { bar.setAttribute("aria-selected", String(bar === picked)); bar.tabIndex = bar === first ? 0 : -1; });
  box.querySelectorAll("[role=row]").forEach((line) => line.classList.toggle("along", line.dataset.id === row));
};

/* only the frame is scrolled: the page, and with it the map, stays where it is */
const reveal = (box, row) => {
  const line = [...box.querySelectorAll("[role=row]")].find((one) => one.dataset.id === row), frame = box.querySelector(".frame");
  if (!line) return;
  const outer = frame.getBoundingClientRect(), own = line.getBoundingClientRect(), head = box.querySelector(".times").offsetHeight;
  if (own.top < outer.top + head) frame.scrollTop -= outer.top + head - own.top;
  else if (own.bottom > outer.bottom) frame.scrollTop += own.bottom - outer.bottom;
};

/* left and right lead to the next beginning of a bar or a division, with Shift by a day; up and down to the next row */
const next = (event, box, data, at) => {
  const rows = data.rows.map((row) => row.id), number = rows.indexOf(at.row);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    return { row: rows[Math.min(Math.max(number + (event.key === "ArrowDown" ? 1 : -1), 0), rows.length - 1)], at_s: at.at_s };
  }
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return null;
  const onward = (event.key === "ArrowRight") !== (getComputedStyle(box).direction === "rtl"), own = data.rows[number].bars;
  if (event.shiftKey) return { row: at.row, at_s: at.at_s + (onward ? DAY_S : -DAY_S) };
  const stops = [...new Set([...own, ...data.divisions].map((one) => one.starts_s))].sort((a, b) => a - b)
    .filter((stop) => own.some((bar) => bar.starts_s <= stop && stop < bar.ends_s));
  const stop = onward ? stops.find((one) => one > at.at_s) : stops.findLast((one) => one < at.at_s);
  return { row: at.row, at_s: stop ?? at.at_s };
};

/* where the keys are, in words: a long bar is one element, in which the focus does not show which day is meant */
const say = (box, data, { row, at_s: at }) => {
  const bar = barAt(box, row, at), span = spanOf(data), division = data.divisions.findLast((one) => one.starts_s <= at && at < one.ends_s);
  const name = data.rows.find((one) => one.id === row).name;
  box.style.setProperty("--cursor", (at - span.from) / (span.to - span.from));
  const words = [name, bar.querySelector("span").textContent, dayOf(data, at), division ? division.name : ""].filter(Boolean).join(" · ");
  box.querySelector(".news").replaceChildren(made("span", "", words), made("span", "keys", "Enter: show it"));
};

export default function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(".passage-bars");
  if (!box) {
    box = made("div", "passage-bars"); parentElement.append(box);
    box.addEventListener("focusin", (event) => box.passageFocused?.(event));
  }
  const shown = JSON.stringify([data.about, data.corner, data.rows, data.divisions, data.ticks]);
  const isNew = box.dataset.shown !== shown, held = box.contains(document.activeElement);
  if (isNew) fill(box, data);
  box.dataset.shown = shown;
  mark(box, data, data.row, data.at_s);
  if (isNew || box.dataset.row !== data.row) reveal(box, data.row);
  box.dataset.row = data.row;
  const known = data.rows.some((row) => row.id === data.row), at = { row: known ? data.row : data.rows[0]?.id, at_s: data.at_s };
  const focus = () => {
    const bar = barAt(box, at.row, at.at_s);
    if (!bar) return;
    at.at_s = Math.min(Math.max(at.at_s, Number(bar.dataset.starts)), Number(bar.dataset.ends) - 1);
    bar.focus(); say(box, data, at);
  };
  if (held) focus();
  const pick = () => {
    mark(box, data, at.row, at.at_s);
    focus();
    setTriggerValue("moment", [at.row, at.at_s]);
  };
  box.onclick = (event) => {
    const bar = event.target.closest(".bar");
    if (!bar) return;
    const track = bar.parentElement.getBoundingClientRect(), span = spanOf(data), along = (event.clientX - track.left) / track.width;
    const turned = getComputedStyle(box).direction === "rtl" ? 1 - along : along;
    Object.assign(at, { row: bar.dataset.row, at_s: Math.round(span.from + turned * (span.to - span.from)) });
    pick();
  };
  box.passageFocused = (event) => {
    const bar = event.target.closest(".bar");
    if (!bar || holds(bar, at.row, at.at_s)) return;
    Object.assign(at, { row: bar.dataset.row, at_s: Number(bar.dataset.starts) });
    say(box, data, at);
  };
  box.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); return; }
    const led = next(event, box, data, at);
    if (!led) return;
    event.preventDefault();
    Object.assign(at, led);
    focus();
  };
}
