/* The map in the browser: layers of the operation, labels, credits; the ground is basemap.js.
   Everything that comes from data is set as a text node or an attribute, never as HTML. */
"use strict";

window.passageMap = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  // the page's own light, which need not be that of the machine
  const outside = window.parent.document;
  const isDark = () => {
    const [red, green, blue] = (getComputedStyle(outside.querySelector("[data-testid=stApp]") || outside.body).backgroundColor.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
  };
  // what is drawn in black keeps its white edge on a dark ground, or nobody would see it
  const BLACK = "#1f1d1a";

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) { made.dir = "auto"; made.textContent = text; }
    return made;
  };

  /* ---- patterns ------------------------------------------------------------------------------- */

  const STROKES = { hatch: ["M0 10 10 0M-2 2 2-2M8 12 12 8"], back: ["M0 0 10 10M-2 8 2 12M8-2 12 2"],
    cross: ["M0 10 10 0M-2 2 2-2M8 12 12 8M0 0 10 10M-2 8 2 12M8-2 12 2"], dots: [] };

  const pattern = (kind, colour) => {
    const id = `passage-${kind}-${colour.replace(/[^0-9a-z]/gi, "")}`;
    if (!document.getElementById(id)) {
      const svg = document.createElementNS(SVG, "svg"), made = document.createElementNS(SVG, "pattern");
      svg.setAttribute("class", "passage-patterns"); svg.setAttribute("aria-hidden", "true");
      Object.entries({ id, width: 10, height: 10, patternUnits: "userSpaceOnUse" }).forEach(([k, v]) => made.setAttribute(k, v));
      STROKES[kind].forEach((d) => {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", d); path.setAttribute("stroke", colour); path.setAttribute("stroke-width", "1.6"); made.appendChild(path);
      });
      if (kind === "dots") {
        const dot = document.createElementNS(SVG, "circle");
        Object.entries({ cx: 5, cy: 5, r: 1.5, fill: colour }).forEach(([k, v]) => dot.setAttribute(k, v)); made.appendChild(dot);
      }
      svg.appendChild(made); document.body.appendChild(svg);
    }
    return `url(#${id})`;
  };

  /* ---- layers of the operation ---------------------------------------------------------------- */

  // what the parts of the map that are not on every page hear: start(map) once, show(map, told) with every run
  const parts = {};

  const tell = (map, id, latlng, said = null) => {
    // who draws or measures clicks on nothing else
    if (map.passageBusy || map.passageReads) return;
    // a map shown again goes on above what it counted before, so that no click looks like an old one
    map.passageClicks = (map.passageClicks || Date.now() - 1700000000000) + 1;
    const drawn = map.passageDrawn ? map.passageDrawn() : null;
    const properties = { id, lon: latlng.lng, lat: latlng.lat, count: map.passageClicks, drawn, said };
    const told = { type: "Feature", geometry: null, properties }, kept = window.__GLOBAL_DATA__;
    // the one event through which streamlit-folium hands a value of ours to Python, a quarter of a second later;
    // a stroke of the pencil goes straight there
    if (!drawn || !kept || !window.Streamlit) { map.fire("draw:edited", { layer: { toGeoJSON: () => told } }); return; }
    kept.last_active_drawing = told; kept.previous_data = { last_active_drawing: told };
    window.Streamlit.setComponentValue(kept.previous_data);
  };

  const tip = (lines) => {
    const box = element("div", "passage-tip");
    lines.forEach((line) => box.appendChild(element("div", "", line)));
    return box;
  };

  const pin = (look) => {
    const box = element("div", `passage-pin${look.sign ? " passage-sign" : ""}${look.weight < 2 ? " passage-minor" : ""}`, look.sign || undefined);
    if (look.sign) { box.style.background = look.colour; box.style.color = look.ink; } else box.style.borderColor = look.colour;
    if (look.symbol) {
      const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
      svg.setAttribute("viewBox", "0 0 24 24"); svg.setAttribute("aria-hidden", "true");
      path.setAttribute("d", look.symbol); path.setAttribute("fill", look.colour); path.setAttribute("fill-rule", "evenodd");
      svg.appendChild(path); box.appendChild(svg);
    }
    return box;
  };

  const styleOf = (look, isArea) => ({
    pane: isArea ? "areas" : "ways", color: look.colour, weight: look.weight, dashArray: look.dash || null,
    opacity: 0.95, lineCap: "round", lineJoin: "round", fill: isArea,
    fillColor: isArea && look.pattern !== "none" ? pattern(look.pattern, look.colour) : look.colour, fillOpacity: isArea ? look.fill : 0,
  });

  const wire = (map, layer, feature, words) => {
    if (feature.tooltip.length) layer.bindTooltip(tip(feature.tooltip), { sticky: feature.geometry.type !== "Point", direction: "top", opacity: 1 });
    layer.passageId = feature.id;
    if (!feature.id) return;
    layer.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      tell(map, feature.id, event.latlng);
    });
    layer.on("keypress", (event) => {
      if (event.originalEvent.key === "Enter" && layer.getLatLng) tell(map, feature.id, layer.getLatLng());
    });
    layer.on("add", () => {
      const node = layer.getElement && layer.getElement();
      if (node) { node.setAttribute("aria-label", [feature.label, words].filter(Boolean).join(", ")); node.setAttribute("role", layer.getLatLng ? "button" : "img"); }
    });
  };

  const shapes = (map, feature, look) => {
    const kind = feature.geometry.type, words = look.words;
    if (kind === "Point") {
      const [lon, lat] = feature.geometry.coordinates, alt = [feature.label, words].filter(Boolean).join(", ");
      const size = look.sign ? 26 : 24;
      const marker = L.marker([lat, lon], { pane: "places", keyboard: Boolean(feature.id), interactive: true, alt, zIndexOffset: look.sign ? 10000 : 0,
        icon: L.divIcon({ className: "passage-place", html: pin(look), iconSize: [size, size] }) });
      wire(map, marker, feature, words);
      return [marker];
    }
    const isArea = kind.endsWith("Polygon"), style = styleOf(look, isArea);
    const draw = (own) => {
      const made = L.GeoJSON.geometryToLayer({ type: "Feature", geometry: feature.geometry, properties: {} }, {});
      return L.setOptions(made, own) && made;
    };
    const main = draw(style);
    wire(map, main, feature, words);
    const under = look.casing
      ? [draw({ ...style, color: "#ffffff", className: look.colour === BLACK ? "" : "passage-casing", weight: look.weight + 4, dashArray: null, opacity: 0.95, interactive: false, pane: "casings" })] : [];
    return [...under, main];
  };

  // degrees across the wider side: a name much longer than its area would only hide others
  const extent = (coordinates) => {
    const flat = coordinates.flat(Infinity), sides = [0, 1].map((axis) => flat.filter((_, n) => n % 2 === axis));
    return Math.max(...sides.map((side) => side.reduce((a, b) => Math.max(a, b)) - side.reduce((a, b) => Math.min(a, b))));
  };

  // names of sectors find room first, then other areas and ways, then places
  const label = (feature, isPlace, across, isFirst) => {
    const box = element("div", isPlace ? "passage-name passage-name-place" : "passage-name");
    if (feature.label) box.appendChild(element("div", "", feature.label));
    box.dataset.extent = isPlace ? "" : across; box.dataset.rank = isPlace ? 2 : isFirst ? 0 : 1;
    if (feature.ar) { const ar = element("div", "passage-ar", feature.ar); ar.lang = "ar"; ar.dir = "rtl"; box.appendChild(ar); }
    return L.marker(feature.at, { pane: "names", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "passage-label", html: box, iconSize: [0, 0] }) });
  };

  const labelled = (feature, isFirst = false) => {
    const isPlace = feature.geometry?.type === "Point";
    return label(feature, isPlace, feature.across ?? (isPlace ? "" : extent(feature.geometry.coordinates)), isFirst);
  };

  const STEPS = { place: [0, -50], area: [0, -18, 18, -32, 32, -58, 58] };
  const meets = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

  // names step aside for signs and for one another; what finds no room is hidden until zoomed in
  const tidy = (map) => {
    const seen = (pane, kind) => [...map.getPane(pane).querySelectorAll(kind)].filter((node) => !node.closest(".passage-hidden"));
    const boxes = (kind) => seen("places", kind).map((sign) => sign.getBoundingClientRect());
    const signs = boxes(".passage-pin"), loud = boxes(".passage-sign:not(.passage-minor)");
    const names = seen("names", ".passage-name"), taken = [];
    names.sort((a, b) => a.dataset.rank - b.dataset.rank);
    names.forEach((name) => {
      const isPlace = name.classList.contains("passage-name-place"), isFirst = name.dataset.rank === "0";
      const across = (Number(name.dataset.extent) / 360) * 256 * Math.pow(2, map.getZoom());
      // a name stays with its area: it must never be read as that of the one beside it
      const near = STEPS[isPlace ? "place" : "area"].filter((step) => isPlace || Math.abs(step) <= across / 4);
      const free = near.find((step) => {
        name.style.marginTop = `${step}px`;
        const box = name.getBoundingClientRect();
        return ![...(isFirst ? loud : signs), ...taken].some((other) => meets(box, other));
      });
      if (free === undefined) name.style.marginTop = "0";
      const box = name.getBoundingClientRect(), tiny = name.dataset.extent !== "" && across < box.width / 2;
      const crowded = tiny || taken.some((other) => meets(box, other));
      name.style.visibility = crowded || (name.dataset.rank > 0 && free === undefined) ? "hidden" : "";
      if (!name.style.visibility) taken.push(box);
    });
  };

  // names can only be measured once the style sheet is there, which nobody waits for
  const settle = (map) => {
    if (!getComputedStyle(document.documentElement).getPropertyValue("--ground")) {
      map.passageTidy = setTimeout(() => settle(map), 50);
      return;
    }
    tidy(map);
    map.getContainer().dataset.layers = "drawn";
  };

  /* A drawn feature is seen while nobody hides it: each part of the map minds its own reason (a word) and no other. */
  const eachShape = (shape, act) => { if (shape.eachLayer) shape.eachLayer((inner) => eachShape(inner, act)); else act(shape); };
  const veil = (drawn) => drawn.shapes.forEach((whole) => eachShape(whole, (shape) => {
    const node = shape.getElement && shape.getElement();
    if (node) node.classList.toggle("passage-hidden", drawn.reasons.size > 0);
  }));
  const hide = (map, drawn, reason, isHidden) => {
    if (drawn.reasons.has(reason) === isHidden) return;
    if (isHidden) drawn.reasons.add(reason); else drawn.reasons.delete(reason);
    veil(drawn); tidyLater(map);
  };
  // every feature of the operation as it is drawn now: {layer, group, feature, look, shapes, reasons}
  const features = (map) => map.passageFeatures || [];

  const tidyLater = (map) => { clearTimeout(map.passageTidy); map.passageTidy = setTimeout(() => settle(map), 30); };

  const layer = (group, data) => {
    const map = window.map || window.map_div, all = L.layerGroup();
    data.features.forEach((told) => {
      const feature = { ...told, geometry: data.shapes[told.shape] }, look = data.looks[told.look];
      const drawn = { layer: data.name, group: data.group, feature, look, shapes: shapes(map, feature, look), reasons: new Set() };
      if (feature.at) drawn.shapes.push(labelled(feature, data.group === "Force"));
      drawn.shapes.forEach((whole) => { eachShape(whole, (shape) => shape.on("add", () => veil(drawn))); all.addLayer(whole); });
      features(map).push(drawn);
    });
    group.addLayer(all);
    tidyLater(map);
  };

  /* ---- light: that of the page, whenever it changes; paper is white ------------------------------ */

  const shade = (map) => {
    const dark = isDark() && !map.passagePaper;
    if (map.passageDark === dark) return;
    map.passageDark = dark;
    document.documentElement.classList.toggle("passage-dark", dark);
    if (!map.passageState) return;
    Object.assign(map, { passageGroundUrl: null, passageOwnUrl: null });
    passageGround.show(map, map.passageState, dark);
  };
  const onPaper = (map, isOpen) => { map.passagePaper = isOpen; shade(map); };

  /* ---- the map itself ------------------------------------------------------------------------- */

  const corner = (map, position, className, role) => {
    const control = L.control({ position }), box = element("div", className);
    if (role) box.setAttribute("role", role);
    control.onAdd = () => box; control.addTo(map);
    return box;
  };

  const start = (map) => {
    shade(map);
    // the page marks its own root when its light changes
    new MutationObserver(() => shade(map)).observe(outside.documentElement, { attributes: true, attributeFilter: ["class"] });
    document.documentElement.lang = "en";
    // folium forbids zooming by two fingers, which those who see little rely on
    document.querySelector("meta[name=viewport]")?.setAttribute("content", "width=device-width, initial-scale=1");
    // a press gives the map the focus; the page must not scroll under the pointer, or the click lands elsewhere
    map.getContainer().focus = () => HTMLElement.prototype.focus.call(map.getContainer(), { preventScroll: true });
    // the page decides how high the frame is; measured before the first view is fitted into it
    map.getContainer().style.setProperty("height", "100vh", "important");
    [["ground", 205], ["roads", 210], ["areas", 350], ["roadnames", 360], ["casings", 395], ["ways", 400], ["places", 600], ["names", 610]].forEach(([name, z]) => {
      map.createPane(name).style.zIndex = z;
    });
    ["ground", "roads", "roadnames", "casings", "names"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
    map.getContainer().setAttribute("aria-label", "Map of the operation; the table below tells the same");
    map.getContainer().setAttribute("role", "region");
    const credits = corner(map, "bottomleft", "passage-credits");
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);
    map.passageNote = (text) => { credits.textContent = text; };
    map.on("click", (event) => tell(map, null, event.latlng));
    // from afar signs shrink, so that they do not bury the ways they stand on
    const scaled = () => Object.entries({ "passage-far": 12.5, "passage-remote": 11.5 }).forEach(([name, zoom]) => map.getContainer().classList.toggle(name, map.getZoom() < zoom));
    map.on("zoomend", () => { scaled(); tidy(map); });
    scaled();
    Object.values(parts).forEach((part) => part.start(map));
    document.fonts.addEventListener("loadingdone", () => tidy(map));
  };

  // what was asked for lies between the tools, not under them
  const fit = (map, bounds) => {
    const beside = map.getSize().x > 560 ? 60 : 24, above = map.passageDrawn ? 64 : 24;
    map.fitBounds(bounds, { paddingTopLeft: [beside, above], paddingBottomRight: [24, 52 + (map.passageBelow || 0)], animate: false, maxZoom: 17 });
    map.passageFitted = [map.getCenter(), map.getZoom()];
  };

  // a tool has learnt how high it is: fitted again, but never under the eyes of somebody who has moved the map since
  const refit = (map) => {
    const { passageFitted: was, passageView: wish } = map, bounds = wish && JSON.parse(wish).bounds;
    if (bounds && was && map.getZoom() === was[1] && map.getCenter().equals(was[0])) fit(map, bounds);
  };

  const show = (map, state) => {
    map.passageFeatures = [];
    const wish = JSON.stringify(state.view);
    if (map.passageView !== wish) {
      map.passageView = wish;
      map.invalidateSize({ pan: false });
      if (state.view.bounds) fit(map, state.view.bounds);
      else map.setView(state.view.center, state.view.zoom, { animate: false });
    }
    map.passageState = state;
    passageGround.show(map, state, map.passageDark);
  };

  const told = (map, { name, told: now }) => parts[name].show(map, now);

  return { onPaper, parts, start, show, refit, told, layer, features, hide, element, styleOf, pin, labelled, tip, tell };
})();
