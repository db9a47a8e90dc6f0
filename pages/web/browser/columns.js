/* Columns on the road: from the times of head and tail to a band on the way, a sign at the head and the convoy's number. */
"use strict";

window.passageMap.parts.columns = (() => {
  const { element, tip, tell } = window.passageMap;

  const columnsOf = (map) => {
    const pane = (name, z) => { if (!map.getPane(name)) map.createPane(name).style.zIndex = z; };
    pane("columns", 605); pane("heads", 620);
    const UNDER = { pane: "columns", color: "#1f1d1a", weight: 12, opacity: 1, interactive: false, smoothFactor: 1 };
    const OVER = { ...UNDER, color: "#f0e442", weight: 7 };
    let columns = [], onRoad = 0, hidden = false;

    // the last place in a growing row that is not beyond the value
    const before = (row, value) => {
      let low = 0, high = row.length - 1;
      while (low < high) { const middle = (low + high + 1) >> 1; if (row[middle] <= value) low = middle; else high = middle - 1; }
      return low;
    };
    const between = (xs, ys, x) => {
      const at = before(xs, x);
      if (at >= xs.length - 1) return ys[xs.length - 1];
      const width = xs[at + 1] - xs[at];
      return x <= xs[0] ? ys[0] : ys[at] + (width > 0 ? (ys[at + 1] - ys[at]) * (x - xs[at]) / width : 0);
    };
    const place = ({ points, along }, metres) => {
      const at = Math.min(before(along, metres), along.length - 2), width = along[at + 1] - along[at];
      const share = width > 0 ? Math.min(Math.max((metres - along[at]) / width, 0), 1) : 0;
      return [0, 1].map((axis) => points[at][axis] + (points[at + 1][axis] - points[at][axis]) * share);
    };
    const part = (column, from, to) => {
      const first = before(column.along, from) + 1, last = before(column.along, to);
      return [place(column, from), ...column.points.slice(first, last + 1), place(column, to)];
    };

    /* head and tail in metres along the way at a moment; nothing while the column is not on the road */
    const extent = (column, moment) => {
      const since = moment - column.departs, [times] = column.tail;
      if (since < 0 || since >= times[times.length - 1]) return null;
      return { head: between(...column.head, since), tail: between(...column.tail, since) };
    };

    const made = (told) => {
      const box = element("div", `passage-column${told.urgent ? " passage-urgent" : ""}`);
      box.append(element("i", ""), element("bdi", "", told.known ? told.number : `${told.number} ?`));
      const at = told.points[0], icon = L.divIcon({ className: "passage-head-sign", html: box, iconSize: [0, 0] });
      const sign = L.marker(at, { pane: "heads", icon, keyboard: true, alt: `Convoy ${told.number}` });
      sign.bindTooltip(tip(told.words), { direction: "top", opacity: 1, offset: [0, -14] });
      const show = () => tell(map, told.id, sign.getLatLng());
      sign.on("click", (event) => { L.DomEvent.stopPropagation(event); show(); });
      sign.on("keypress", (event) => { if (event.originalEvent.key === "Enter") show(); });
      return { ...told, box, sign, under: L.polyline([at], UNDER), over: L.polyline([at], OVER), seen: false };
    };

    const see = (column, isSeen) => {
      if (column.seen === isSeen) return;
      column.seen = isSeen;
      [column.under, column.over, column.sign].forEach((shape) => (isSeen ? shape.addTo(map) : shape.remove()));
    };

    const moveTo = (moment) => {
      onRoad = 0;
      const taken = [];
      columns.forEach((column) => {
        const now = column.points.length > 1 ? extent(column, moment) : null;
        if (now) onRoad += 1;
        see(column, Boolean(now) && !hidden);
        column.now = now;
        if (!column.seen) return;
        const band = part(column, now.tail, now.head), at = band[band.length - 1];
        [column.under, column.over].forEach((line) => line.setLatLngs(band));
        column.sign.setLatLng(at);
        apart(column, map.latLngToLayerPoint(at), taken);
      });
    };

    // numbers that would cover one another stand one above the other
    const apart = (column, { x, y }, taken) => {
      let up = 0;
      while (taken.some(([otherX, otherY]) => Math.abs(otherX - x) < 110 && Math.abs(otherY - (y - up)) < 24)) up += 24;
      taken.push([x, y - up]);
      if (column.up !== up) { column.up = up; column.box.style.setProperty("--up", `${-up}px`); }
    };

    const show = (told) => {
      const state = JSON.stringify(told);
      if (show.state === state) return;
      show.state = state;
      columns.forEach((column) => see(column, false));
      columns = told.map(made);
    };

    return { show, moveTo, onRoad: () => onRoad, all: () => columns, hide: (isHidden) => { hidden = isHidden; if (isHidden) columns.forEach((column) => see(column, false)); } };
  };

  return {
    start(map) { map.passageColumns = columnsOf(map); },
    show(map, told) { map.passageColumns.show(told.columns); },
  };
})();
