/* Zones drawn, moved and deleted by hand. The shapes stay here; the page hears which of them changed. */
"use strict";

window.passageDraw = (() => {
  // beyond this many corners a zone is moved as a whole: handles on all of them would stop the browser
  const MOST_CORNERS = 400;
  const { element, styleOf, labelled, tip, tell } = window.passageMap;
  const GUIDE = {
    idle: "Click a zone to change it",
    chosen: "Drag a corner or the zone; right-click takes a corner away",
    many: "Drag the zone; it has too many corners to drag one by one",
    drawing: "Click the corners, the first again to finish; Esc stops",
  };

  // above the areas that are only looked at, so that those never catch the pointer
  const dressOf = (look) => ({ ...styleOf(look, true), pane: "zones" });
  const cornersOf = (layer) => layer.getLatLngs().flat(Infinity).length;

  const polygon = (geometry, style) => {
    const depth = geometry.type === "Polygon" ? 1 : 2;
    const made = new L.Polygon(L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth), { ...style, pmIgnore: false });
    L.PM.reInitLayer(made);
    return made;
  };

  class Zones {
    constructor(map) {
      this.map = map; this.token = null; this.wish = ""; this.chosen = null;
      this.shapes = new Map(); this.kinds = new Map(); this.kind = ""; this.changes = {}; this.names = L.layerGroup().addTo(map);
      this.drawnStyle = { pane: "zones", weight: 3 };
      map.pm.setGlobalOptions({ allowSelfIntersection: true, snappable: true, snapDistance: 12, tooltips: false });
      map.on("pm:create", ({ layer }) => this.finished(layer));
      map.on("pm:globaldrawmodetoggled", ({ enabled }) => this.busy(enabled));
      map.on("click", () => this.choose(null));
      this.tools();
    }

    /* what the page hears with every click: the shapes changed since it last handed all of them out */
    told() { return { token: this.token, changes: this.changes, chosen: this.chosen }; }

    tools() {
      const control = L.control({ position: "topright" }), box = element("div", "passage-tools");
      const button = (text, act) => {
        const made = element("button", "", text);
        made.type = "button"; made.addEventListener("click", act); box.appendChild(made);
        return made;
      };
      this.drawButton = button("Draw a zone", () => this.toggle());
      this.deleteButton = button("Delete zone", () => this.remove());
      this.guide = element("div", "passage-guide", GUIDE.idle);
      this.guide.setAttribute("role", "status"); box.appendChild(this.guide);
      L.DomEvent.disableClickPropagation(box);
      control.onAdd = () => box; control.addTo(this.map);
      this.steer();
    }

    toggle() {
      if (this.map.pm.globalDrawModeEnabled()) this.map.pm.disableDraw();
      else { this.release(); this.map.pm.enableDraw("Polygon", { continueDrawing: false, finishOn: "dblclick" }); }
    }

    busy(drawing) {
      this.map.passageBusy = drawing;
      this.map.getContainer().classList.toggle("passage-drawing", drawing);
      this.steer();
    }

    steer() {
      const drawing = Boolean(this.map.passageBusy), shape = this.shapes.get(this.chosen);
      this.map.getContainer().classList.toggle("passage-editing", Boolean(shape));
      this.drawButton.textContent = drawing ? "Stop drawing" : "Draw a zone";
      this.deleteButton.disabled = drawing || !shape;
      const many = shape && cornersOf(shape) > MOST_CORNERS;
      this.guide.textContent = GUIDE[drawing ? "drawing" : many ? "many" : shape ? "chosen" : "idle"];
    }

    finished(layer) {
      const id = `drawn-${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
      const geometry = layer.toGeoJSON(false).geometry;
      layer.remove();
      this.map.passageBusy = false;
      this.put(id, geometry, this.drawnStyle);
      this.changed(id);
      this.choose(id);
    }

    put(id, geometry, style) {
      const shape = polygon(geometry, style);
      shape.on("click", (event) => { L.DomEvent.stopPropagation(event); if (!this.map.passageBusy) this.choose(id); });
      shape.on("pm:dragstart", () => this.map.getContainer().classList.add("passage-moving"));
      shape.on("pm:dragend", () => { this.map.getContainer().classList.remove("passage-moving"); this.grip(shape); });
      shape.on("pm:edit", () => { this.changed(id); this.say(); });
      this.shapes.set(id, shape.addTo(this.map));
    }

    changed(id) {
      const shape = this.shapes.get(id);
      this.changes[id] = shape ? { kind: this.kinds.get(id) || this.kind, geometry: shape.toGeoJSON(false).geometry } : null;
    }

    remove() {
      const id = this.chosen;
      this.release();
      this.shapes.get(id)?.remove();
      this.shapes.delete(id);
      this.names.clearLayers();
      this.changed(id);
      this.choose(null, true);
    }

    release() {
      const shape = this.shapes.get(this.chosen);
      if (shape) { shape.pm.disable(); shape.pm.disableLayerDrag(); shape.getElement()?.classList.remove("passage-chosen"); }
      this.chosen = null;
    }

    hold(id) {
      this.release();
      const shape = this.shapes.get(id);
      if (!shape) return;
      this.chosen = id;
      shape.bringToFront();
      this.grip(shape);
      shape.getElement()?.classList.add("passage-chosen");
    }

    /* the whole shape and its corners at once: Geoman lets go of the corners when the whole is gripped, not the other way */
    grip(shape) {
      shape.pm.enableLayerDrag();
      if (cornersOf(shape) <= MOST_CORNERS) shape.pm.enable({ allowSelfIntersection: true, snappable: true });
    }

    choose(id, always) {
      // a drag ends in a click on what is chosen already; letting go of it then would leave it half gripped
      if (id === this.chosen && !always) return;
      this.hold(id);
      this.steer();
      this.say();
    }

    say() { tell(this.map, this.chosen, this.map.getCenter()); this.follow(); }

    /* ways that do not yet answer the last stroke are dimmed, should that take longer than a moment */
    follow(heard) {
      const box = this.map.getContainer();
      if (heard !== undefined) box.dataset.heard = heard;
      box.classList.toggle("passage-following", this.map.passageClicks > Number(box.dataset.heard || 0));
    }

    show(data) {
      this.kind = data.kinds.find((kind) => kind.form === "area")?.name || "";
      if (data.token !== this.token && !this.taken(data)) { this.token = null; this.say(); return; }
      data.shapes.forEach((zone) => this.dress(zone, data.looks[zone.look]));
      this.names.clearLayers();
      data.shapes.filter((zone) => zone.at && this.shapes.has(zone.id)).forEach((zone) => this.names.addLayer(labelled(zone)));
      const wish = JSON.stringify(data.choose);
      if (wish !== this.wish) { this.wish = wish; this.hold(data.choose[0]); }
      this.steer();
      this.follow(data.heard);
    }

    /* all shapes anew, as the page has them; false when it sent none because it thought them known */
    taken(data) {
      if (data.shapes.some((zone) => !zone.geometry)) return false;
      this.release();
      this.shapes.forEach((shape) => shape.remove());
      this.shapes.clear();
      this.changes = {}; this.token = data.token; this.wish = "";
      data.shapes.forEach((zone) => this.kinds.set(zone.id, zone.kind));
      data.shapes.filter((zone) => zone.geometry.type.endsWith("Polygon")).forEach((zone) => this.put(zone.id, zone.geometry, dressOf(data.looks[zone.look])));
      return true;
    }

    dress(zone, look) {
      const shape = this.shapes.get(zone.id);
      if (!shape) return;
      shape.setStyle(dressOf(look));
      shape.unbindTooltip();
      if (zone.tooltip.length && zone.id !== this.chosen) shape.bindTooltip(tip(zone.tooltip), { sticky: true, direction: "top", opacity: 1 });
      const node = shape.getElement();
      if (node) { node.setAttribute("aria-label", [zone.label, look.words].filter(Boolean).join(", ")); node.setAttribute("role", "button"); node.dataset.zone = zone.id; }
    }
  }

  const start = (map) => {
    L.PM.setOptIn(true);
    map.createPane("zones").style.zIndex = 355;
    const zones = new Zones(map);
    map.passageDrawn = () => zones.told();
    map.passageZones = zones;
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && map.passageBusy) map.pm.disableDraw();
    });
  };

  const show = (map, data) => map.passageZones.show(data);

  return { start, show };
})();
