/* Measuring on the ellipsoid: the way along clicked points with each bearing, and the area they enclose.
   Nothing measured is kept or told to anybody. */
"use strict";

passageMap.parts.measure = (() => {
  const RULER = "M16.600 2.500 21.500 7.400 7.400 21.500 2.500 16.600ZM15.200 6.700 16.600 8.100M12.400 9.500 14.500 11.600M9.600 12.300 11 13.700M6.800 15.100 8.900 17.200";
  const element = (...made) => passageMap.element(...made);
  const grid = () => passageMap.parts.grid;
  const STYLE = { pane: "measures", interactive: false, color: "#1f1d1a", weight: 3, dashArray: "1 7", lineCap: "round" };

  const distance = (metres) => {
    if (Number.isNaN(metres)) return "too far apart to measure";
    if (metres < 1000) return `${metres.toFixed(metres < 100 ? 1 : 0)} m`;
    return `${(metres / 1000).toFixed(metres < 100000 ? 2 : 1)} km`;
  };
  const area = (square) => (square < 1e6 ? `${Math.round(square).toLocaleString("en")} m²` : `${(square / 1e6).toFixed(square < 1e8 ? 2 : 0)} km²`);
  const bearing = (degrees) => (degrees === null ? "" : `${String(Math.round(degrees) % 360).padStart(3, "0")}° true`);

  const leg = (here, there) => {
    const told = grid().between(here, there);
    return { metres: told.metres, words: [distance(told.metres), bearing(told.bearing)].filter(Boolean).join(", ") };
  };

  const line = (name, words) => {
    const made = element("div", "passage-figure");
    made.append(element("span", "", name), element("strong", "", words));
    return made;
  };

  const write = (map, pointer) => {
    const { points, said } = map.passageMeasure, legs = points.slice(1).map((point, n) => leg(points[n], point)), last = points[points.length - 1];
    const rows = [];
    if (!points.length) rows.push(element("p", "", "Click the first point on the map."));
    if (points.length && pointer) rows.push(line("To the pointer", leg(last, pointer).words));
    if (legs.length) rows.push(line("Last leg", legs[legs.length - 1].words), line("Whole way", distance(legs.reduce((sum, one) => sum + one.metres, 0))));
    if (points.length > 2) {
      const back = leg(last, points[0]);
      rows.push(line("Back to the first", back.words), line("Area", area(grid().areaOf(points))));
    }
    said.replaceChildren(...rows);
  };

  const draw = (map, pointer) => {
    const state = map.passageMeasure;
    state.shapes.clearLayers();
    if (state.points.length > 2) state.shapes.addLayer(L.polygon(state.points, { ...STYLE, weight: 0, fillColor: "#0072b2", fillOpacity: 0.12 }));
    const way = pointer ? [...state.points, pointer] : state.points;
    if (way.length > 1) {
      state.shapes.addLayer(L.polyline(way, { ...STYLE, color: "#ffffff", weight: 6, dashArray: null, opacity: 0.9 }));
      state.shapes.addLayer(L.polyline(way, STYLE));
    }
    state.points.forEach((point) => state.shapes.addLayer(L.circleMarker(point, { ...STYLE, radius: 5, dashArray: null, weight: 2, fill: true, fillColor: "#ffffff", fillOpacity: 1 })));
    write(map, pointer);
  };

  const add = (map, latlng) => { map.passageMeasure.points.push(latlng); draw(map, null); };
  const take = (map, act) => { act(map.passageMeasure.points); draw(map, null); };

  const opened = (map) => {
    const { drawer } = map.passageMeasure;
    if (map.passageBusy) {
      drawer.panel.replaceChildren(element("h2", "", "Measure"), element("p", "", "Finish or end the drawing first, then open this again."));
      return;
    }
    map.passageMeasure.on = true; map.passageReads = true;
    map.getContainer().classList.add("passage-measuring"); map.doubleClickZoom.disable();
    const { button } = passageMap.parts.shelf, presses = element("div", "passage-presses");
    presses.append(button("Add the middle of the map", () => add(map, map.getCenter())), button("Take one back", () => take(map, (points) => points.pop())),
      button("Start anew", () => take(map, (points) => points.splice(0))), button("End (Esc)", () => drawer.close()));
    drawer.panel.replaceChildren(element("h2", "", "Measure"), map.passageMeasure.said, presses);
    draw(map, null);
  };

  const closed = (map) => {
    map.passageMeasure.on = false; map.passageReads = false; map.passageMeasure.points.splice(0);
    map.getContainer().classList.remove("passage-measuring"); map.doubleClickZoom.enable();
    draw(map, null);
  };

  const start = (map) => {
    map.createPane("measures").style.zIndex = 640; map.getPane("measures").style.pointerEvents = "none";
    const said = element("div", "passage-figures");
    said.setAttribute("aria-live", "polite");
    map.passageMeasure = { on: false, points: [], said, shapes: L.layerGroup().addTo(map) };
    map.passageMeasure.drawer = passageMap.parts.shelf.add(map, { title: "Measure", path: RULER, opened: () => opened(map), closed: () => closed(map) });
    // who begins to draw has done with measuring
    const measures = () => {
      if (map.passageMeasure.on && map.passageBusy) map.passageMeasure.drawer.close();
      return map.passageMeasure.on;
    };
    map.on("click", (event) => { if (measures()) add(map, event.latlng); });
    map.on("mousemove", (event) => { if (measures() && map.passageMeasure.points.length) draw(map, event.latlng); });
  };

  return { start, show: () => {} };
})();
