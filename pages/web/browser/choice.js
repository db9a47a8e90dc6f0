/* What is chosen: its halo, going there when asked, letting go with Esc; the view is kept from page to page. */
"use strict";

(() => {
  const { parts, tell } = window.passageMap;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ROOM_PX = 40;

  /* ---- the view of each map, kept by this window while another page is looked at ---------------- */

  const nameOf = (map) => `passage.view.${map.passageChoice.map}`;

  const recall = (map) => {
    try { return JSON.parse(sessionStorage.getItem(nameOf(map))); } catch { return null; }
  };

  const keep = (map) => {
    if (!map.passageChoice) return;
    const { lat, lng } = map.getCenter();
    const view = { wish: map.passageView, center: [lat, lng], zoom: map.getZoom() };
    try { sessionStorage.setItem(nameOf(map), JSON.stringify(view)); } catch { /* a window that may keep nothing */ }
  };

  const first = (map, told) => {
    map.passageChoice = { map: told.map, go: told.go, drawn: "", halo: L.layerGroup().addTo(map) };
    const known = recall(map);
    if (known && known.wish === map.passageView) map.setView(known.center, known.zoom, { animate: false });
  };

  /* ---- halo and going there --------------------------------------------------------------------- */

  const stroke = (shape, look, own) => L.geoJSON(shape, {
    interactive: false, pane: "chosen",
    style: { pane: "chosen", fill: false, lineCap: "round", lineJoin: "round", color: look.colour, weight: look.weight, ...own },
    pointToLayer: (_, at) => L.circleMarker(at, { radius: 18, pane: "chosen", interactive: false }),
  });

  const halo = (map, told) => {
    const wanted = JSON.stringify(told.shape), choice = map.passageChoice;
    if (choice.drawn === wanted) return;
    choice.drawn = wanted;
    choice.halo.clearLayers();
    if (!told.shape) return;
    stroke(told.shape, told.look, { color: "#ffffff", weight: told.look.weight + 5, opacity: 0.9 }).addTo(choice.halo);
    stroke(told.shape, told.look, {}).addTo(choice.halo);
  };

  const go = (map, bounds) => {
    const wanted = L.latLngBounds(bounds);
    if (map.getBounds().contains(wanted.getCenter())) return;
    const fits = map.getBoundsZoom(wanted, false, [ROOM_PX, ROOM_PX]);
    map.flyTo(wanted.getCenter(), Math.min(map.getZoom(), fits), { animate: !calm, duration: 0.6 });
  };

  /* ---- a tooltip that is open stays open while layers change below it ---------------------------- */

  const keepTips = (map) => {
    let kept = null;
    map.on("tooltipopen", ({ tooltip }) => {
      const id = tooltip._source && tooltip._source.passageId;
      kept = id ? { id, at: tooltip.getLatLng(), open: true } : null;
    });
    map.on("tooltipclose", ({ tooltip }) => {
      const isGone = tooltip._source && !map.hasLayer(tooltip._source);
      if (kept && isGone) kept.open = false; else kept = null;
    });
    map.on("layeradd", ({ layer }) => {
      if (kept && !kept.open && layer.passageId === kept.id) layer.openTooltip(kept.at);
    });
  };

  const start = (map) => {
    const pane = map.createPane("chosen");
    pane.style.zIndex = 398; pane.style.pointerEvents = "none";
    map.on("moveend", () => keep(map));
    keepTips(map);
    document.addEventListener("keydown", (event) => {
      const isDrawing = map.pm && map.pm.globalDrawModeEnabled && map.pm.globalDrawModeEnabled();
      if (event.key !== "Escape" || event.defaultPrevented || isDrawing || !map.passageChoice?.chosen) return;
      tell(map, null, map.getCenter(), { part: "choice" });
    });
  };

  const show = (map, told) => {
    if (!map.passageChoice || map.passageChoice.map !== told.map) first(map, told);
    const choice = map.passageChoice;
    choice.chosen = told.chosen;
    halo(map, told);
    if (choice.go !== told.go && told.bounds) go(map, told.bounds);
    choice.go = told.go;
    map.getContainer().dataset.chosen = told.chosen;
  };

  parts.choice = { start, show };
})();
