/* A sheet for paper: A4 across, at a scale that is true in its middle, with all that must stand on a printed map.
   The page becomes the sheet; what is seen is what is printed. */
"use strict";

passageMap.parts.sheet = (() => {
  const PRINTER = "M7 3H17V8H7ZM4 9H20V17H17V14H7V17H4ZM8 15H16V21H8Z";
  const SCALES = [10000, 25000, 50000, 100000, 250000, 500000, 1000000];
  const PIXEL_M = 0.0254 / 96, HIGH_PX = 0.187 / PIXEL_M, EQUATOR_PX = 2 * Math.PI * 6378137 / 256;
  const element = (...made) => passageMap.element(...made);
  const spaced = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");

  // one metre on paper is `scale` metres on the ground at this latitude
  const zoomFor = (scale, lat) => Math.log2(EQUATOR_PX * passageMap.parts.grid.shrink(lat) / (PIXEL_M * scale));
  const scaleOf = (map) => EQUATOR_PX * passageMap.parts.grid.shrink(map.getCenter().lat) / 2 ** map.getZoom() / PIXEL_M;

  const bar = (scale) => {
    // a length of 40 to 100 mm that is one, two or five of something
    const most = scale * 0.1, unit = 10 ** Math.floor(Math.log10(most)), length = [5, 2, 1].map((n) => n * unit).find((metres) => metres <= most);
    const made = element("div", "passage-sheet-bar", length < 1000 ? `${length} m` : `${length / 1000} km`);
    made.style.width = `${length / scale * 1000}mm`;
    return made;
  };

  // where a clock stands on the map, the map is as the clock says
  const moment = (map, told) => {
    const face = map.getContainer().querySelector(".passage-clock:not([hidden]) .passage-clock-face");
    return face && face.children.length ? [[...face.children].map((part) => part.textContent).join(" ")] : [told.phase, `as of ${told.moment}`];
  };

  // the mark once more, for a telephone: black modules of one unit on white, with the quiet edge it needs
  const code = (path) => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), black = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const side = 1 + Math.max(...(path.match(/M\d+/g) || ["M0"]).map((start) => Number(start.slice(1))));
    drawn.setAttribute("viewBox", `-2 -2 ${side + 4} ${side + 4}`); drawn.setAttribute("shape-rendering", "crispEdges");
    drawn.classList.add("passage-sheet-code"); black.setAttribute("d", path); drawn.appendChild(black);
    return drawn;
  };

  const head = (map, told) => {
    const made = element("div", "passage-sheet-head");
    made.append(element("strong", "", told.operation), ...(told.illustrative ? [element("span", "passage-sheet-badge", "illustrative – not information about any place")] : []),
      element("span", "", [...moment(map, told), `revision ${told.revision}`].filter(Boolean).join(" · ")));
    if (told.mark) made.append(element("span", "passage-sheet-mark", `mark ${told.mark}`), code(told.code));
    return made;
  };

  const isSeen = (map, drawn) => !drawn.reasons.size && drawn.shapes.some((shape) => {
    const reach = shape.getBounds ? shape.getBounds() : L.latLngBounds([shape.getLatLng()]);
    return map.getBounds().intersects(reach);
  });

  // what is on the sheet, and nothing else
  const legend = (map) => {
    const made = element("div", "passage-sheet-legend"), { being } = map.passageTree;
    const rows = passageMap.parts.tree.gathered(map).flatMap((group) => group.rows.filter((row) => row.drawn.some((drawn) => isSeen(map, drawn))));
    [...being, ...rows].forEach(({ look }) => {
      const item = element("span", "");
      item.append(passageMap.parts.tree.swatch(look), element("span", "", look.words));
      made.appendChild(item);
    });
    return made;
  };

  const foot = (map) => {
    const made = element("div", "passage-sheet-foot"), facts = element("div", "passage-sheet-facts"), scale = Math.round(map.passageSheet.scale), gone = passageMap.parts.tree.hidden(map);
    facts.append(element("strong", "", `1 : ${spaced(scale)}`), bar(scale),
      element("span", "", `A4, printed at 100 %. Middle: ${passageMap.parts.grid.told(map.getCenter(), "MGRS")}. WGS 84, north is up.`));
    made.append(...(gone.length ? [element("strong", "passage-sheet-gone", `Not shown: ${gone.join(", ")}`)] : []), legend(map), facts,
      element("div", "passage-sheet-credits", map.passageCredits.join(" · ")));
    return made;
  };

  const frame = () => { try { return window.frameElement; } catch (fault) { return null; } };
  const outside = (map, isOpen) => {
    map.getContainer().style.setProperty("height", isOpen ? `${HIGH_PX / 2}px` : "100vh", "important");
    document.documentElement.classList.toggle("passage-as-sheet", isOpen);
    if (!frame()) return;
    frame().classList.toggle("passage-sheet", isOpen);
    frame().ownerDocument.documentElement.classList.toggle("passage-sheet-open", isOpen);
  };

  const write = (map) => {
    const state = map.passageSheet;
    state.paper?.forEach((part) => part.remove());
    state.paper = [head(map, state.told), foot(map)];
    document.body.append(...state.paper);
    // the map has the room that the words leave; nothing of the legend is ever cut off
    map.getContainer().style.setProperty("height", `${HIGH_PX - state.paper[0].offsetHeight - state.paper[1].offsetHeight}px`, "important");
    map.invalidateSize({ pan: false });
  };

  // the middle moves with a drag and with the room left, and with it the latitude the scale is true for
  const settle = (map, middle) => {
    const state = map.passageSheet;
    state.moving = true;
    map.setView(middle, zoomFor(state.scale, middle.lat), { animate: false });
    write(map);
    map.setView(middle, zoomFor(state.scale, middle.lat), { animate: false });
    state.moving = false;
  };

  const HANDLERS = ["scrollWheelZoom", "doubleClickZoom", "touchZoom", "boxZoom", "keyboard"];

  const open = (map, scale) => {
    const state = map.passageSheet, middle = map.getCenter();
    state.drawer.close();
    Object.assign(state, { before: { zoom: map.getZoom(), snap: map.options.zoomSnap }, scale: scale || scaleOf(map) });
    outside(map, true); passageMap.onPaper(map, true);
    map.options.zoomSnap = 0; map.invalidateSize({ pan: false });
    settle(map, middle);
    state.open = true;
    HANDLERS.forEach((name) => map[name]?.disable());
    document.body.appendChild(state.bar);
    state.bar.querySelector("button").focus();
  };

  const close = (map) => {
    const state = map.passageSheet;
    if (!state.open) return;
    state.open = false;
    state.paper.forEach((part) => part.remove()); state.bar.remove();
    outside(map, false); passageMap.onPaper(map, false);
    map.options.zoomSnap = state.before.snap; map.invalidateSize({ pan: false });
    map.setView(map.getCenter(), state.before.zoom, { animate: false });
    HANDLERS.forEach((name) => map[name]?.enable());
    state.drawer.button.focus();
  };

  const fill = (map) => {
    const { button } = passageMap.parts.shelf, state = map.passageSheet, choice = document.createElement("select"), label = element("label", "passage-strength");
    [["As seen now", 0], ...SCALES.map((scale) => [`1 : ${spaced(scale)}`, scale])].forEach(([words, scale]) => {
      const option = element("option", "", words); option.value = scale; choice.appendChild(option);
    });
    choice.value = "50000"; choice.className = "passage-field";
    label.append(element("span", "", "Scale on A4 paper, across"), choice);
    state.drawer.panel.replaceChildren(element("h2", "", "Sheet to print"), label,
      button("Show the sheet", () => {
        // a sheet holds one moment, and nothing half drawn
        const busy = map.passageBusy || map.getContainer().classList.contains("passage-comparing");
        if (busy) state.drawer.panel.appendChild(element("p", "", "End drawing and comparing first, then show the sheet."));
        else open(map, Number(choice.value));
      }));
  };

  const start = (map) => {
    const { button, add } = passageMap.parts.shelf, drawer = add(map, { title: "Sheet to print", path: PRINTER, opened: () => fill(map) });
    const row = element("div", "passage-sheet-bar-of-buttons");
    row.append(button("Print", () => window.parent.print()), button("Back to the page", () => close(map)));
    map.passageSheet = { drawer, open: false, told: {}, bar: row, scale: 0 };
    outside(map, false);
    map.on("moveend", () => { if (map.passageSheet.open && !map.passageSheet.moving) settle(map, map.getCenter()); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(map); });
  };

  const show = (map, told) => {
    map.passageSheet.told = told;
    if (map.passageSheet.open) settle(map, map.getCenter());
  };

  return { start, show, zoomFor };
})();
