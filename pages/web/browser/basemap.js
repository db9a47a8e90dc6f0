/* The ground of the map: tiles of roads, places, water and borders drawn on canvas under everything else.
   All colours of the ground are in INK; names of files are only ever drawn as text. */
"use strict";

window.passageGround = (() => {
  const INK = {
    light: { casing: "#c0b7a8", minor: "#cfc6b6", street: "#ffffff", main: "#ffffff", major: "#fffdf8", thin: "#c0b7a8",
      name: "#6a635a", place: "#3d3a36", halo: "#fbf9f5", water: "#cfdfe4", shore: "#8fb0bb", border: "#9a8f9c",
      green: "#e3e8d6", built: "#ebe5da", sand: "#f1e9d4", field: "#eeeedd", other: "#e9e4da", line: "#b5aca0" },
    dark: { casing: "#1b1a18", minor: "#4a4640", street: "#57524b", main: "#6b655c", major: "#857d71", thin: "#57524b",
      name: "#b9b2a6", place: "#e2ddd4", halo: "#1b1a18", water: "#1b2a31", shore: "#3d5964", border: "#7d7280",
      green: "#272b22", built: "#2c2925", sand: "#2e2a22", field: "#292921", other: "#2b2824", line: "#5a544c" },
  };
  // width in pixels at zoom 10, 13 and 16, colour, width of the edge; from the most important down
  const ROADS = {
    motorway: [3.2, 5, 10.5, "major", 1.3], trunk: [2.8, 4.6, 10, "major", 1.2], primary: [2.4, 4, 9.5, "major", 1.1],
    secondary: [1.7, 3.2, 8.5, "main", 1], tertiary: [1.2, 2.6, 8, "main", 0.9], unclassified: [0.7, 1.6, 6.5, "street", 0.8],
    residential: [0.5, 1.3, 6, "street", 0.7], service: [0.4, 0.8, 4, "street", 0.6], track: [0.6, 0.9, 2, "minor", 0],
  };
  const THINNEST = 0.5, EDGED = 1.5;
  const PLACES = { city: [15, 650], town: [13.5, 620], village: [12, 560], suburb: [12, 560], hamlet: [11, 520] };
  const FAMILY = "'Noto Sans','Noto Sans Arabic',sans-serif";

  const widthAt = ([at10, at13, at16], zoom) => {
    if (zoom <= 10) return Math.max(THINNEST, at10 * Math.pow(1.18, zoom - 10));
    if (zoom <= 13) return at10 + (at13 - at10) * (zoom - 10) / 3;
    return at13 * Math.pow(at16 / at13, (zoom - 13) / 3);
  };

  /* ---- names: each in its own direction, whatever stands beside it ------------------------------ */

  const alone = (text) => `\u2068${text}\u2069`;
  const says = (feature, key) => (typeof feature.props[key] === "string" ? feature.props[key] : "");
  const spoken = (feature) => [says(feature, "name"), says(feature, "ar")].filter(Boolean);

  // a road's name along it: Latin, then Arabic
  const alongRoad = (ink, scale) => {
    const along = new protomapsL.LineLabelSymbolizer({
      labelProps: ["text"], font: `500 ${12 * scale}px ${FAMILY}`, fill: ink.name, stroke: ink.halo, width: 3.5, maxLabelChars: 60,
      repeatDistance: 400, position: protomapsL.LineLabelPlacement.Center });
    return { place: (layout, geom, feature) => {
      const names = spoken(feature), text = names.length ? names.map(alone).join("  ") : alone(says(feature, "ref"));
      return text.length > 2 ? along.place(layout, geom, { ...feature, props: { text } }) : undefined;
    } };
  };

  // a place's names one above the other, with its point in the middle of them
  const atPlace = (ink, scale, [unscaled, weight]) => ({ place: (layout, geom, feature) => {
    const size = unscaled * scale, lines = spoken(feature).map(alone), font = `${weight} ${size}px ${FAMILY}`, high = size * 1.25;
    if (!lines.length) return undefined;
    layout.scratch.font = font;
    const wide = Math.max(...lines.map((line) => layout.scratch.measureText(line).width)), anchor = geom[0][0];
    const top = -high * (lines.length - 1) / 2;
    const draw = (pen) => {
      pen.globalAlpha = 1; pen.font = font; pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
      pen.strokeStyle = ink.halo; pen.lineWidth = 3.5; pen.fillStyle = ink.place;
      lines.forEach((line, n) => { pen.strokeText(line, 0, top + n * high); pen.fillText(line, 0, top + n * high); });
      pen.textAlign = "start"; pen.textBaseline = "alphabetic";
    };
    const box = { minX: anchor.x - wide / 2 - 4, maxX: anchor.x + wide / 2 + 4,
      minY: anchor.y + top - high / 2 - 2, maxY: anchor.y - top + high / 2 + 2 };
    return [{ anchor, bboxes: [box], draw, deduplicationKey: lines[0], deduplicationDistance: 200 }];
  } });

  /* ---- rules: what is drawn how, from the bottom up ---------------------------------------------- */

  const isClass = (wanted) => (zoom, feature) => feature.props.class === wanted;
  const line = (layer, color, width, more = {}) => ({ dataLayer: layer, filter: more.filter, symbolizer:
    new protomapsL.LineSymbolizer({ color, width, lineCap: "round", lineJoin: "round", dash: more.dash, dashColor: color, dashWidth: width }) });
  const area = (layer, fill, filter) => ({ dataLayer: layer, filter, symbolizer: new protomapsL.PolygonSymbolizer({ fill }) });

  const roadRules = (ink) => {
    const up = Object.entries(ROADS).reverse();
    // a road too thin for an edge is one line in the colour of edges, else it would vanish on the ground
    const under = up.map(([name, road]) => line("roads", road[4] ? ink.thin : ink[road[3]], (zoom) => {
      const width = widthAt(road, zoom);
      return width > EDGED ? width + 2 * road[4] : width + 0.3;
    }, { filter: isClass(name) }));
    const over = up.map(([name, road]) => line("roads", ink[road[3]], (zoom) => widthAt(road, zoom),
      { filter: (zoom, feature) => feature.props.class === name && widthAt(road, zoom) > EDGED }));
    return [...under, ...over];
  };

  const groundRules = (ink) => [
    ...["built", "field", "sand", "green"].map((use) => area("land", ink[use], isClass(use))),
    area("water", ink.water), line("streams", ink.water, (zoom) => (zoom < 13 ? 1 : 2)),
    line("coast", ink.shore, (zoom) => (zoom < 10 ? 1 : 1.6)),
    line("borders", ink.border, 1.3, { dash: [7, 4, 2, 4] }),
  ];

  const labelRules = (ink, scale) => [
    ...Object.entries(PLACES).map(([kind, look]) => ({ dataLayer: "places", filter: isClass(kind), symbolizer: atPlace(ink, scale, look) })),
    ...Object.keys(ROADS).map((name, rank) => ({ dataLayer: "roads", minzoom: rank < 3 ? 13 : rank < 6 ? 14 : 15,
      filter: isClass(name), symbolizer: alongRoad(ink, scale) })),
  ];

  /* ---- layers --------------------------------------------------------------------------------- */

  // a font can only be asked for once the style sheet that names it is there
  const fonts = async () => {
    while (!getComputedStyle(document.documentElement).getPropertyValue("--ground")) await new Promise((done) => setTimeout(done, 30));
    await Promise.all([document.fonts.load("500 12px 'Noto Sans'", "a\u0127"), document.fonts.load("500 12px 'Noto Sans Arabic'", "\u0634")]);
  };

  const reachOf = ([west, south, east, north]) => L.latLngBounds([south, west], [north, east]).pad(0.05);

  // over a base map of the user only roads are drawn, so that neither hides the other
  const roadLayers = (file, ink, own) => {
    const shared = { url: file.url, maxDataZoom: file.zoom, attribution: "", bounds: file.bounds ? reachOf(file.bounds) : undefined, lang: "en" };
    const ground = protomapsL.leafletLayer({ ...shared, pane: "roads", paintRules: [...(own ? [] : groundRules(ink)), ...roadRules(ink)] });
    const names = protomapsL.leafletLayer({ ...shared, pane: "roadnames", labelRules: labelRules(ink, 1), tasks: [fonts()] });
    // one reading of each tile serves both
    names.views = ground.views;
    return [ground, names];
  };

  // tiles are drawn for whole zooms and stretched between them; names must keep their size
  const evenNames = (map, names, ink) => {
    const scale = Math.pow(2, Math.round(map.getZoom()) - map.getZoom());
    if (Math.abs(scale - (names.passageScale || 1)) < 0.01) return;
    names.passageScale = scale; names.labelRules = labelRules(ink, scale);
    names.clearLayout(); names.rerenderTiles();
  };

  /* ---- a base map the user brought ------------------------------------------------------------- */

  // what layers of common base maps are called; anything else is drawn by what its shapes are
  const CALLED = { water: "water", ocean: "water", waterway: "streams", rivers: "streams", boundary: "borders", boundaries: "borders",
    landuse: "other", landcover: "other", land: "other", earth: null, park: "green", green: "green", buildings: "built", building: "built",
    roads: "line", transportation: "line", streets: "line", transit: "line", contour: "line", contours: "line" };
  const WAYS = new Set(["roads", "transportation", "streets"]);

  const isArea = (zoom, feature) => feature.geomType === 3, isLine = (zoom, feature) => feature.geomType === 2;
  const ownRules = (ink, names) => {
    const areas = names.filter((name) => CALLED[name] !== null).sort((a, b) => (CALLED[a] === "water") - (CALLED[b] === "water"))
      .map((name) => area(name, ink[CALLED[name]] || ink.other, isArea));
    const lines = names.map((name) => (CALLED[name] === "borders" ? line(name, ink.border, 1.2, { dash: [7, 4, 2, 4], filter: isLine })
      : line(name, CALLED[name] === "streams" ? ink.water : ink.line, (zoom) => (WAYS.has(name) && zoom > 13 ? 1.6 : 0.8), { filter: isLine })));
    return [...areas, ...lines];
  };
  // names under the keys such files use
  const named = (inner) => ({ place: (layout, geom, feature) => {
    if (feature.geomType !== 1) return undefined;
    const name = says(feature, "name:en") || says(feature, "name:latin") || says(feature, "name_en") || says(feature, "name");
    const ar = says(feature, "name:ar") || says(feature, "name_ar");
    return inner.place(layout, geom, { ...feature, props: { name, ar: ar === name ? "" : ar } });
  } });
  const ownLabels = (ink, names, scale) => names.filter((name) => name.startsWith("place"))
    .map((name) => ({ dataLayer: name, symbolizer: named(atPlace(ink, scale, PLACES.town)) }));

  const pictures = (file, options) => {
    const source = new protomapsL.PmtilesSource(file.url, false).p;
    const layer = L.gridLayer({ ...options, minNativeZoom: file.least, maxNativeZoom: file.zoom });
    layer.createTile = (at, done) => {
      const tile = document.createElement("img");
      tile.alt = "";
      source.getZxy(at.z, at.x, at.y).then((found) => {
        if (!found) { done(null, tile); return; }
        const address = URL.createObjectURL(new Blob([found.data]));
        tile.onload = tile.onerror = () => { URL.revokeObjectURL(address); done(null, tile); };
        tile.src = address;
      }, (fault) => done(fault, tile));
      return tile;
    };
    return [layer];
  };

  const ownLayers = (told, ink) => {
    // a file that does not tell its layers may have any that is known
    const file = { ...told, layers: told.layers.length ? told.layers : [...Object.keys(CALLED), "place", "places"] };
    const options = { pane: "ground", bounds: reachOf(file.bounds) };
    if (file.raster) return pictures(file, options);
    const shared = { ...options, url: file.url, maxDataZoom: file.zoom, attribution: "", lang: "en" };
    const ground = protomapsL.leafletLayer({ ...shared, paintRules: ownRules(ink, file.layers) });
    // the library takes a largest zoom of 0 for none given
    ground.views.get("").maxDataLevel = file.zoom;
    const names = protomapsL.leafletLayer({ ...shared, pane: "roadnames", labelRules: ownLabels(ink, file.layers, 1), tasks: [fonts()] });
    names.views = ground.views;
    return [ground, names];
  };

  const showOwn = (map, file, ink) => {
    const url = file ? file.url : "";
    if (map.passageOwnUrl === url) return;
    map.passageOwnUrl = url;
    (map.passageOwn || []).forEach((layer) => layer.remove());
    map.passageOwn = file ? ownLayers(file, ink) : [];
    map.passageOwn.forEach((layer) => layer.addTo(map));
    if (map.passageOwn[0]) map.passageOwn[0].once("load", () => { map.getContainer().dataset.ground = "drawn"; });
  };

  const left = (map) => {
    const shown = map.passageGround && map.passageGround.left_out, zoom = Math.max(0, Math.round(map.getZoom()) - 1);
    const gone = (shown && shown[zoom]) || [];
    if (!gone.length) return "";
    return `Not drawn at this zoom: ${gone.length < 3 ? gone.join(" and ") : `${gone[0]} and smaller roads`}`;
  };

  const credit = (map) => map.passageNote([left(map), ...map.passageCredits].filter(Boolean).join(" · "));

  const show = (map, state, dark) => {
    const file = state.roads, url = file ? `${file.url} ${state.own ? state.own.url : ""}` : "";
    map.passageCredits = state.credits;
    if (map.passageGroundUrl !== url) {
      if (map.passageGroundUrl === undefined) map.on("zoomend", () => zoomed(map));
      performance.mark("passage-ground-asked");
      map.passageGroundUrl = url; map.passageGround = file; map.passageInk = INK[dark ? "dark" : "light"];
      (map.passageTiles || []).forEach((layer) => layer.remove());
      map.passageTiles = file ? roadLayers(file, map.passageInk, state.own) : [];
      map.passageTiles.forEach((layer) => layer.addTo(map));
      if (file) watch(map, map.passageTiles[0], url);
    }
    showOwn(map, state.own, INK[dark ? "dark" : "light"]);
    zoomed(map);
  };

  const zoomed = (map) => {
    credit(map);
    if (map.passageTiles[1]) evenNames(map, map.passageTiles[1], map.passageInk);
  };

  const watch = (map, layer, url) => {
    layer.once("load", () => {
      if (map.passageGroundUrl !== url) return;
      performance.mark("passage-ground-drawn");
      map.getContainer().dataset.roads = "drawn";
    });
    layer.views.get("").tileCache.source.p.getHeader().catch(() => {
      map.passageCredits = ["The road map could not be loaded; reload the page.", ...map.passageCredits];
      credit(map);
    });
  };

  return { show };
})();
