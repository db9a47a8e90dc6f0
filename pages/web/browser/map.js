/* The map in the browser: roads on canvas, layers of the operation, labels, credits, pointer position.
   Everything that comes from data is set as a text node or an attribute, never as HTML. */
"use strict";

window.passageMap = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const INK = dark
    ? { casing: "#1b1a18", minor: "#4a4640", street: "#57524b", main: "#6b655c", major: "#857d71", halo: "#1b1a18" }
    : { casing: "#c0b7a8", minor: "#ddd6ca", street: "#ffffff", main: "#ffffff", major: "#fffdf8", halo: "#ffffff" };

  // what is drawn in black keeps its white edge on a dark ground, or nobody would see it
  const BLACK = "#1f1d1a";

  // width in pixels at zoom 10, 13 and 16; what a class shrinks to below, colour, width of the edge
  const ROADS = {
    motorway: [3.2, 5, 10.5, INK.major, 1.3], trunk: [2.8, 4.6, 10, INK.major, 1.2],
    primary: [2.4, 4, 9.5, INK.major, 1.1], secondary: [1.7, 3.2, 8.5, INK.main, 1],
    tertiary: [1.2, 2.6, 8, INK.main, 0.9], unclassified: [0.7, 1.6, 6.5, INK.street, 0.8],
    residential: [0.5, 1.3, 6, INK.street, 0.7], service: [0, 0.8, 4, INK.street, 0.6],
    track: [0, 0.7, 2, INK.minor, 0],
  };

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) { made.dir = "auto"; made.textContent = text; }
    return made;
  };

  const widthAt = ([at10, at13, at16], zoom) => {
    if (zoom <= 10) return at10 * Math.pow(1.18, zoom - 10);
    if (zoom <= 13) return at10 + (at13 - at10) * (zoom - 10) / 3;
    return at13 * Math.pow(at16 / at13, (zoom - 13) / 3);
  };

  /* ---- roads ---------------------------------------------------------------------------------- */

  // coordinates of a class as fractions of the world square, with a box around each line
  const unpacked = (packed) => {
    const count = packed.steps.length / 2, xy = new Float64Array(count * 2), boxes = new Float64Array(packed.sizes.length * 4);
    let lon = 0, lat = 0, at = 0;
    packed.sizes.forEach((size, line) => {
      let west = 1, north = 1, east = 0, south = 0;
      for (const end = at + size; at < end; at += 1) {
        lon += packed.steps[2 * at]; lat += packed.steps[2 * at + 1];
        const sine = Math.sin(lat * 1e-5 * Math.PI / 180);
        const x = lon * 1e-5 / 360 + 0.5, y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
        xy[2 * at] = x; xy[2 * at + 1] = y;
        west = Math.min(west, x); east = Math.max(east, x); north = Math.min(north, y); south = Math.max(south, y);
      }
      boxes.set([west, north, east, south], 4 * line);
    });
    return { name: packed.class, sizes: packed.sizes, names: packed.names, xy, boxes };
  };

  const trace = (pen, road, scale, left, top, reach) => {
    const west = (left - reach) / scale, east = (left + 256 + reach) / scale;
    const north = (top - reach) / scale, south = (top + 256 + reach) / scale;
    const { xy, boxes, sizes } = road;
    pen.beginPath();
    for (let line = 0, at = 0; line < sizes.length; at += sizes[line], line += 1) {
      const box = 4 * line;
      if (boxes[box] > east || boxes[box + 2] < west || boxes[box + 1] > south || boxes[box + 3] < north) continue;
      let lastX = xy[2 * at] * scale - left, lastY = xy[2 * at + 1] * scale - top;
      pen.moveTo(lastX, lastY);
      for (let point = at + 1, last = at + sizes[line] - 1; point <= last; point += 1) {
        const x = xy[2 * point] * scale - left, y = xy[2 * point + 1] * scale - top;
        if (point < last && Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
        pen.lineTo(x, y); lastX = x; lastY = y;
      }
    }
  };

  const RoadLayer = L.GridLayer.extend({
    initialize(roads, options) { L.setOptions(this, options); this.roads = roads; },
    createTile(coords) {
      const tile = document.createElement("canvas"), sharp = window.devicePixelRatio || 1;
      tile.width = tile.height = 256 * sharp;
      const pen = tile.getContext("2d"), scale = 256 * Math.pow(2, coords.z);
      pen.scale(sharp, sharp); pen.lineCap = pen.lineJoin = "round";
      const shown = this.roads.map((road) => [road, widthAt(ROADS[road.name], coords.z), ROADS[road.name]])
        .filter(([, width]) => width > 0.25).reverse();
      const stroke = ([road, width], colour, wider) => {
        trace(pen, road, scale, coords.x * 256, coords.y * 256, width + 4);
        pen.strokeStyle = colour; pen.lineWidth = width + wider; pen.stroke();
      };
      // a road too thin for an edge is one line in the colour of edges, else it would vanish on the ground
      shown.forEach((row) => { if (row[2][4] || row[1] <= 1.5) stroke(row, dark ? row[2][3] : INK.casing, row[1] > 1.5 ? 2 * row[2][4] : 0.3); });
      shown.forEach((row) => { if (row[1] > 1.5) stroke(row, row[2][3], 0); });
      return tile;
    },
  });

  // names along the longest straight stretch in view, one per road
  const RoadNames = L.Layer.extend({
    initialize(roads, names) { this.roads = roads; this.names = names; },
    onAdd(map) {
      this.canvas = element("canvas", "passage-road-names leaflet-zoom-hide");
      this.canvas.setAttribute("aria-hidden", "true");
      map.getPane("roadnames").appendChild(this.canvas);
      map.on("moveend zoomend resize", this.draw, this); this.draw();
    },
    onRemove(map) { map.off("moveend zoomend resize", this.draw, this); this.canvas.remove(); },
    draw() {
      const map = this._map, size = map.getSize(), sharp = window.devicePixelRatio || 1;
      this.canvas.width = size.x * sharp; this.canvas.height = size.y * sharp;
      this.canvas.style.width = `${size.x}px`; this.canvas.style.height = `${size.y}px`;
      L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
      if (map.getZoom() < 13) return;
      const pen = this.canvas.getContext("2d"), taken = [];
      pen.scale(sharp, sharp); pen.font = "500 12px 'Noto Sans','Noto Sans Arabic',sans-serif";
      pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
      this.roads.filter((road) => ROADS[road.name][2] >= (map.getZoom() >= 15 ? 6 : 8)).forEach((road) => this.write(pen, road, taken));
    },
    write(pen, road, taken) {
      const map = this._map, scale = 256 * Math.pow(2, map.getZoom()), size = map.getSize();
      const corner = map.getPixelBounds().min, best = new Map();
      for (let line = 0, at = 0; line < road.sizes.length; at += road.sizes[line], line += 1) {
        if (road.names[line] < 0) continue;
        for (let p = at; p < at + road.sizes[line] - 1; p += 1) {
          const x = road.xy[2 * p] * scale - corner.x, y = road.xy[2 * p + 1] * scale - corner.y;
          const x2 = road.xy[2 * p + 2] * scale - corner.x, y2 = road.xy[2 * p + 3] * scale - corner.y;
          const midX = (x + x2) / 2, midY = (y + y2) / 2, length = Math.hypot(x2 - x, y2 - y);
          if (midX < 20 || midY < 20 || midX > size.x - 20 || midY > size.y - 20 || length < 40) continue;
          const known = best.get(road.names[line]);
          if (!known || known.length < length) best.set(road.names[line], { midX, midY, length, turn: Math.atan2(y2 - y, x2 - x) });
        }
      }
      best.forEach((place, name) => this.place(pen, this.names[name], place, taken));
    },
    place(pen, text, { midX, midY, length, turn }, taken) {
      const wide = pen.measureText(text).width;
      if (wide > length * 1.3 || taken.some(([x, y, w]) => Math.hypot(x - midX, y - midY) < (w + wide) / 2)) return;
      taken.push([midX, midY, wide]);
      const upright = Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn;
      pen.save(); pen.translate(midX, midY); pen.rotate(upright);
      pen.strokeStyle = INK.halo; pen.lineWidth = 3.5; pen.strokeText(text, 0, 0);
      pen.fillStyle = dark ? "#b9b2a6" : "#6a635a"; pen.fillText(text, 0, 0); pen.restore();
    },
  });

  const showRoads = async (map, roads) => {
    const url = roads ? roads.url : "";
    if (map.passageRoadsUrl === url) return;
    map.passageRoadsUrl = url;
    (map.passageRoads || []).forEach((layer) => layer.remove());
    map.passageRoads = [];
    if (!url) return;
    const answer = await fetch(url);
    if (!answer.ok) { map.passageNote("The road map could not be loaded; reload the page."); return; }
    const packed = await answer.json();
    if (map.passageRoadsUrl !== url) return;
    const classes = packed.classes.map(unpacked);
    await document.fonts.ready;
    map.passageRoads = [new RoadLayer(classes, { pane: "roads" }).addTo(map), new RoadNames(classes, packed.names).addTo(map)];
    map.getContainer().dataset.roads = "drawn";
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

  const tell = (map, id, latlng) => {
    if (map.passageBusy) return;
    map.passageClicks = (map.passageClicks || 0) + 1;
    const drawn = map.passageDrawn ? map.passageDrawn() : null;
    const properties = { id, lon: latlng.lng, lat: latlng.lat, count: map.passageClicks, drawn };
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
    if (look.sign) box.style.background = look.colour; else box.style.borderColor = look.colour;
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
      ? [draw({ ...style, color: dark && look.colour !== BLACK ? "#1b1a18" : "#ffffff", weight: look.weight + 4, dashArray: null, opacity: 0.95, interactive: false, pane: "casings" })] : [];
    return [...under, main];
  };

  // degrees across the wider side: a name much longer than its area would only hide others
  const extent = (coordinates) => {
    const flat = coordinates.flat(Infinity), sides = [0, 1].map((axis) => flat.filter((_, n) => n % 2 === axis));
    return Math.max(...sides.map((side) => side.reduce((a, b) => Math.max(a, b)) - side.reduce((a, b) => Math.min(a, b))));
  };

  const label = (feature, isPlace, across) => {
    const box = element("div", isPlace ? "passage-name passage-name-place" : "passage-name");
    if (feature.label) box.appendChild(element("div", "", feature.label));
    box.dataset.extent = isPlace ? "" : across;
    if (feature.ar) { const ar = element("div", "passage-ar", feature.ar); ar.lang = "ar"; ar.dir = "rtl"; box.appendChild(ar); }
    return L.marker(feature.at, { pane: "names", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "passage-label", html: box, iconSize: [0, 0] }) });
  };

  const labelled = (feature) => {
    const isPlace = feature.geometry?.type === "Point";
    return label(feature, isPlace, feature.across ?? (isPlace ? "" : extent(feature.geometry.coordinates)));
  };

  const STEPS = { place: [0, -50], area: [0, -32, 32, -58, 58] };
  const meets = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

  // names step aside for signs and for one another, areas and ways first; what finds no room is hidden until zoomed in
  const tidy = (map) => {
    const signs = [...map.getPane("places").querySelectorAll(".passage-pin")].map((sign) => sign.getBoundingClientRect());
    const names = [...map.getPane("names").querySelectorAll(".passage-name")], taken = [];
    names.sort((a, b) => a.classList.contains("passage-name-place") - b.classList.contains("passage-name-place"));
    names.forEach((name) => {
      const isPlace = name.classList.contains("passage-name-place");
      const free = STEPS[isPlace ? "place" : "area"].find((step) => {
        name.style.marginTop = `${step}px`;
        const box = name.getBoundingClientRect();
        return ![...signs, ...taken].some((other) => meets(box, other));
      });
      if (free === undefined) name.style.marginTop = "0";
      const across = (Number(name.dataset.extent) / 360) * 256 * Math.pow(2, map.getZoom());
      const box = name.getBoundingClientRect(), tiny = name.dataset.extent !== "" && across < box.width / 2;
      const crowded = tiny || taken.some((other) => meets(box, other));
      name.style.visibility = crowded || (isPlace && free === undefined) ? "hidden" : "";
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

  const layer = (group, data) => {
    const map = window.map || window.map_div, all = L.layerGroup();
    data.features.forEach((feature) => {
      shapes(map, feature, data.looks[feature.look]).forEach((shape) => all.addLayer(shape));
      if (feature.at) all.addLayer(labelled(feature));
    });
    group.addLayer(all);
    clearTimeout(map.passageTidy);
    map.passageTidy = setTimeout(() => settle(map), 30);
  };

  /* ---- the map itself ------------------------------------------------------------------------- */

  const corner = (map, position, className, role) => {
    const control = L.control({ position }), box = element("div", className);
    if (role) box.setAttribute("role", role);
    control.onAdd = () => box; control.addTo(map);
    return box;
  };

  const start = (map) => {
    document.documentElement.classList.toggle("passage-dark", dark);
    document.documentElement.lang = "en";
    // a press gives the map the focus; the page must not scroll under the pointer, or the click lands elsewhere
    map.getContainer().focus = () => HTMLElement.prototype.focus.call(map.getContainer(), { preventScroll: true });
    // the page decides how high the frame is; measured before the first view is fitted into it
    map.getContainer().style.setProperty("height", "100vh", "important");
    [["roads", 210], ["areas", 350], ["roadnames", 360], ["casings", 395], ["ways", 400], ["places", 600], ["names", 610]].forEach(([name, z]) => {
      map.createPane(name).style.zIndex = z;
    });
    ["roads", "roadnames", "casings", "names"].forEach((name) => { map.getPane(name).style.pointerEvents = "none"; });
    map.getContainer().setAttribute("aria-label", "Map of the operation; the table below tells the same");
    map.getContainer().setAttribute("role", "region");
    const credits = corner(map, "bottomright", "passage-credits"), pointer = corner(map, "bottomleft", "passage-pointer");
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);
    map.passageNote = (text) => { credits.textContent = text; };
    pointer.setAttribute("aria-hidden", "true"); pointer.hidden = true;
    map.on("mousemove", (event) => {
      const at = event.latlng.wrap();
      pointer.hidden = false; pointer.textContent = `${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}`;
    });
    map.on("mouseout", () => { pointer.hidden = true; });
    map.on("click", (event) => tell(map, null, event.latlng));
    // from afar signs shrink, so that they do not bury the ways they stand on
    const scaled = () => map.getContainer().classList.toggle("passage-far", map.getZoom() < 12.5);
    map.on("zoomend", () => { scaled(); tidy(map); });
    scaled();
    document.fonts.addEventListener("loadingdone", () => tidy(map));
  };

  const show = (map, state) => {
    const wish = JSON.stringify(state.view);
    if (map.passageView !== wish) {
      map.passageView = wish;
      map.invalidateSize({ pan: false });
      if (state.view.bounds) map.fitBounds(state.view.bounds, { padding: [24, 24], animate: false, maxZoom: 17 });
      else map.setView(state.view.center, state.view.zoom, { animate: false });
    }
    map.passageNote(state.credits.join(" · "));
    showRoads(map, state.roads);
  };

  return { start, show, layer, element, styleOf, labelled, tip, tell };
})();
