/* Shapes drawn and changed by hand: strokes, undo, choice. The shapes stay here; the page hears which of them changed. */
"use strict";

window.passageEditor = (() => {
  const { styleOf, labelled, tip, tell, pin } = window.passageMap;
  const { isArea, box, latlngs } = window.passageShapes;
  const { nodedWith } = window.passagePins;
  const { snapped, pixels } = window.passageSnap;
  const { words, marks, between, metres } = window.passageMeasure;
  const MOST_LAT = 85.06, MOST_SPAN_DEG = 180, MOST_VIEWS = 50, FINGER_PX = 24;

  class Editor {
    constructor(map) {
      this.map = map; this.token = null; this.wish = ""; this.typed = null; this.chosen = null; this.merging = null; this.snaps = true;
      this.shapes = new Map(); this.kinds = new Map(); this.labels = new Map(); this.changed = new Set(); this.past = []; this.future = [];
      this.names = L.layerGroup().addTo(map); this.signs = L.layerGroup().addTo(map);
      this.pencil = new window.passagePencil.Pencil(this);
      this.corners = new window.passageCorners.Corners(this);
      this.tools = new window.passageTools.Tools(this);
      this.keep = new window.passageKeep.Keep(this);
      map.on("click", (event) => { if (this.pencil.active) this.pencil.click(event); else if (!this.dragged) this.choose(null); });
      this.tools.steer();
    }

    /* ---- what the page hears and says ------------------------------------------------------------- */

    plain(id) { const shape = this.shapes.get(id); return shape ? { kind: shape.kind, geometry: shape.geometry } : null; }
    told() { return { token: this.token, changes: Object.fromEntries([...this.changed].map((id) => [id, this.plain(id)])), chosen: this.chosen }; }
    report() { tell(this.map, this.chosen, this.map.getCenter()); this.follow(); }

    /* ways that do not yet answer the last stroke are dimmed, should that take longer than a moment */
    follow(heard) {
      const view = this.map.getContainer();
      if (heard !== undefined) view.dataset.heard = heard;
      view.classList.toggle("passage-following", this.map.passageClicks > Number(view.dataset.heard || 0));
    }

    show(data) {
      this.kinds = new Map(data.kinds.map((kind) => [kind.name, { ...kind, look: data.looks[kind.look] }]));
      this.tools.kinds(data.kinds);
      if (data.token !== this.token && !this.taken(data)) { this.token = null; this.report(); return; }
      data.shapes.forEach((one) => this.dress(one, data.looks[one.look]));
      this.names.clearLayers();
      data.shapes.filter((one) => one.at && this.shapes.has(one.id)).forEach((one) => this.names.addLayer(labelled(this.named(one), one.kind === "sector")));
      const wish = JSON.stringify(data.choose);
      if (wish !== this.wish) { this.wish = wish; this.hold(data.choose[0]); }
      this.keep.show(data.unsaved);
      this.place(data.typed);
      this.tools.steer();
      this.follow(data.heard);
    }

    // the name of a point stands below its sign
    named(one) { const { geometry } = this.shapes.get(one.id); return geometry.type === "Point" ? { ...one, geometry } : one; }

    /* all shapes anew, as the page has them; false when it sent none because it thought them known */
    taken(data) {
      if (data.shapes.some((one) => !one.geometry)) return false;
      const saved = !data.unsaved || !data.unsaved.ids.length || data.unsaved.revision !== this.keep.now?.revision;
      this.corners.cancel?.();
      this.release();
      [...this.shapes.keys()].forEach((id) => this.put(id, null));
      this.changed.clear(); this.token = data.token; this.wish = "";
      if (saved) { this.past = []; this.future = []; }
      data.shapes.forEach((one) => this.put(one.id, one.geometry, one.kind, data.looks[one.look]));
      return true;
    }

    place(typed) {
      const number = typed ? typed[2] : 0, fresh = this.typed !== null && number !== this.typed;
      this.typed = number;
      if (!typed || !fresh) return;
      const at = [typed[0], typed[1]];
      if (this.pencil.active) { this.map.panInside([at[1], at[0]]); this.pencil.put(at); } else if (!this.corners.put(at)) this.say("Begin a drawing, or touch the corner that is to go there.", true);
    }

    /* ---- shapes on the map ------------------------------------------------------------------------ */

    nameOf(id) { const shape = this.shapes.get(id); return this.labels.get(id) || this.kinds.get(shape?.kind)?.words || "the shape"; }
    isShared(id) { return Boolean(this.kinds.get(this.shapes.get(id)?.kind)?.shared); }
    neighbours(id) { return this.isShared(id) ? [...this.shapes.keys()].filter((other) => other !== id && this.shapes.get(other).kind === this.shapes.get(id).kind) : []; }

    layerOf(geometry, style, look) {
      if (geometry.type === "Point") {
        const icon = L.divIcon({ className: "passage-place passage-drawn", html: pin(look), iconSize: [26, 26] });
        return L.marker([geometry.coordinates[1], geometry.coordinates[0]], { pane: "drawnplaces", keyboard: false, icon });
      }
      return isArea(geometry) ? L.polygon(latlngs(geometry), style) : L.polyline(latlngs(geometry), style);
    }

    put(id, geometry, kind, look) {
      const known = this.shapes.get(id);
      if (known && geometry && (known.geometry.type === "Point") === (geometry.type === "Point")) { known.geometry = geometry; this.redraw(known, geometry); return; }
      if (known) { known.layer.remove(); known.finger?.remove(); this.shapes.delete(id); }
      if (!geometry) return;
      const dress = look || known?.look || this.kinds.get(kind)?.look || { colour: "#1f1d1a", weight: 3, fill: 0, pattern: "none" };
      const style = { ...styleOf(dress, isArea(geometry)), pane: "zones" }, layer = this.layerOf(geometry, style, dress).addTo(this.map);
      const shape = { kind: kind || known?.kind || "", geometry, look: dress, layer, node: () => layer.getElement() };
      if (geometry.type === "LineString") shape.finger = L.polyline(latlngs(geometry), { pane: "zones", weight: FINGER_PX, opacity: 0 }).addTo(this.map);
      this.shapes.set(id, shape);
      this.wire(id, shape);
    }

    redraw({ layer, finger }, geometry) {
      if (geometry.type === "Point") layer.setLatLng([geometry.coordinates[1], geometry.coordinates[0]]); else layer.setLatLngs(latlngs(geometry));
      finger?.setLatLngs(latlngs(geometry));
    }

    wire(id, shape) {
      [shape.layer, shape.finger].filter(Boolean).forEach((layer) => {
        layer.on("click", (event) => { L.DomEvent.stopPropagation(event); if (!this.pencil.active && !this.dragged) this.choose(id); });
        const node = layer.getElement();
        ["pointerdown", "mousedown", "touchstart"].forEach((kind) => node.addEventListener(kind, (event) => {
          if (this.chosen !== id || this.pencil.active) return;
          if (kind === "pointerdown") this.corners.drag(event, id); else event.stopPropagation();
        }));
      });
      // what is chosen tells of itself beside the buttons; taking its tooltip off would trip Leaflet when it gets the focus
      shape.layer.on("tooltipopen", () => { if (this.chosen === id || this.pencil.active) shape.layer.closeTooltip(); });
      const node = shape.node();
      node.tabIndex = 0; node.setAttribute("role", "button"); node.dataset.zone = id;
      node.setAttribute("aria-label", this.nameOf(id));
      node.addEventListener("keydown", (event) => this.shapeKey(event, id));
    }

    dress(one, look) {
      const shape = this.shapes.get(one.id);
      if (!shape) return;
      if (shape.geometry.type === "Point" && JSON.stringify(shape.look) !== JSON.stringify(look)) { this.put(one.id, null); this.put(one.id, shape.geometry, shape.kind, look); this.dress(one, look); return; }
      shape.look = look;
      this.labels.set(one.id, one.label || one.tooltip[0] || "");
      if (shape.geometry.type !== "Point") shape.layer.setStyle({ ...styleOf(look, isArea(shape.geometry)), pane: "zones" });
      if (shape.layer.getTooltip()) shape.layer.setTooltipContent(tip(one.tooltip));
      else if (one.tooltip.length) shape.layer.bindTooltip(tip(one.tooltip), { sticky: true, direction: "top", opacity: 1 });
      shape.node().setAttribute("aria-label", [this.nameOf(one.id), look.words].filter(Boolean).join(", "));
    }

    /* the shape carried along under the pointer; put back by null */
    shift(id, way) {
      const { layer, finger } = this.shapes.get(id);
      [layer, finger].filter(Boolean).forEach((one) => { one.getElement().style.translate = way ? `${way.x}px ${way.y}px` : ""; });
    }

    /* ---- choosing ----------------------------------------------------------------------------------- */

    release() {
      this.shapes.get(this.chosen)?.node()?.classList.remove("passage-chosen");
      this.chosen = null; this.corners.at = null; this.merging = null;
    }

    hold(id) {
      this.release();
      const shape = this.shapes.get(id);
      this.chosen = shape ? id : null;
      if (shape) { shape.layer.closeTooltip(); shape.node().classList.add("passage-chosen"); }
      // brought to front only when that moves it: moving a node takes the focus from it
      if (shape?.layer.bringToFront && document.activeElement !== shape.node()) { shape.layer.bringToFront(); }
      this.map.getContainer().classList.toggle("passage-editing", Boolean(shape));
      this.settleDown();
    }

    settleDown() { this.corners.show(); this.tools.steer(); const shape = this.shapes.get(this.chosen); this.judge(shape ? shape.geometry : null, "", shape?.kind, this.chosen); }

    choose(id) {
      if (this.merging && id && id !== this.merging) { this.finishMerge(id); return; }
      if (id === this.chosen) return;
      this.say("");
      this.corners.settle();
      this.hold(id);
      this.report();
    }

    /* ---- strokes ------------------------------------------------------------------------------------ */

    /* a sentence when a place is off the map */
    outside([x, y]) { return Number.isFinite(x) && Number.isFinite(y) && Math.abs(x) <= 180 && Math.abs(y) <= MOST_LAT ? "" : "That is off the map; it stays as it was."; }

    fault(changes, { from, to } = {}) {
      if (from && pixels(this.map, from).distanceTo(pixels(this.map, to)) > MOST_VIEWS * Math.max(this.map.getSize().x, this.map.getSize().y)) {
        return `That would carry the corner ${metres(between(from, to))}, far out of view; it stays where it was. Zoom out if it is meant.`;
      }
      const bad = [...changes].find(([, geometry]) => {
        if (!geometry) return false;
        const [west, south, east, north] = box(geometry);
        return this.outside([west, south]) || this.outside([east, north]) || east - west > MOST_SPAN_DEG;
      });
      return bad ? `${this.nameOf(bad[0])} would reach off the map or across half the world; it stays as it was.` : "";
    }

    /* one stroke: shapes by id, null for one deleted; it can be undone, and the page hears of it */
    stroke(changes, { kinds = new Map(), from, to, choose, said = "" } = {}) {
      const fault = this.fault(changes, { from, to });
      if (fault) { this.trial(null); this.corners.show(); this.say(fault, true); return false; }
      const made = new Map([...changes].filter(([id, geometry]) => geometry !== (this.shapes.get(id)?.geometry || null)));
      const before = new Map([...made.keys()].map((id) => [id, this.plain(id)]));
      made.forEach((geometry, id) => this.put(id, geometry, this.shapes.get(id)?.kind || kinds.get(id)));
      nodedWith(this, made).forEach((geometry, id) => {
        if (!before.has(id)) before.set(id, this.plain(id));
        this.put(id, geometry);
      });
      if (before.size) this.remember(before);
      this.after([...before.keys()], choose);
      this.say(said);
      return true;
    }

    remember(before) {
      const after = new Map([...before.keys()].map((id) => [id, this.plain(id)]));
      this.past.push({ before, after });
      this.future = [];
    }

    after(ids, choose) {
      ids.forEach((id) => this.changed.add(id));
      this.trialled = null;
      if (choose !== undefined && choose !== this.chosen) this.hold(choose); else if (this.chosen && !this.shapes.has(this.chosen)) this.hold(null); else this.settleDown();
      this.names.clearLayers();
      this.keep.save();
      this.report();
    }

    undo() { this.back(this.past, this.future, "after", "before", "Undone."); }
    redo() { this.back(this.future, this.past, "before", "after", "Done again."); }

    back(from, to, now, then, said) {
      const step = from.pop();
      if (!step) return;
      const alike = [...step[now]].every(([id, shape]) => JSON.stringify(shape) === JSON.stringify(this.plain(id)));
      if (!alike) { this.past = []; this.future = []; this.tools.steer(); this.say("The shape was changed elsewhere since; that stroke cannot be taken back here.", true); return; }
      step[then].forEach((shape, id) => this.put(id, shape && shape.geometry, shape?.kind));
      to.push(step);
      this.after([...step[then].keys()], this.shapes.has(this.chosen) ? undefined : [...step[then].keys()].find((id) => this.shapes.has(id)) || null);
      this.say(said);
    }

    /* shapes as they would be, while something is dragged; null shows them as they are */
    trial(changes, what = "") {
      if (changes) this.say("");
      (this.trialled || []).forEach((id) => { if (!changes?.has(id) && this.shapes.has(id)) this.redraw(this.shapes.get(id), this.shapes.get(id).geometry); });
      this.trialled = changes ? [...changes.keys()] : null;
      changes?.forEach((geometry, id) => this.redraw(this.shapes.get(id), geometry));
      if (changes?.has(this.chosen)) this.judge(changes.get(this.chosen), what, this.shapes.get(this.chosen).kind, this.chosen, changes);
    }

    /* what is measured and what is wrong, once a frame of the screen */
    judge(geometry, what = "", kindName = null, id = null, over = new Map()) {
      this.judged = { geometry, what, kindName, id, over };
      if (this.judging) return;
      this.judging = requestAnimationFrame(() => { this.judging = 0; this.judgeNow(this.judged); });
    }

    judgeNow({ geometry, what, kindName, id, over }) {
      this.signs.clearLayers();
      if (!geometry) { this.tools.tell("", []); return; }
      const shared = this.kinds.get(kindName)?.shared, others = shared ? [...this.shapes].filter(([other, shape]) => other !== id && shape.kind === kindName) : [];
      const perPixel = (40075017 * Math.cos((this.map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** this.map.getZoom());
      const found = marks(geometry, others.map(([other, shape]) => ({ name: this.nameOf(other), geometry: over.get(other) || shape.geometry })), perPixel);
      found.forEach(({ at }) => this.signs.addLayer(L.marker([at[1], at[0]], { pane: "drawing", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "passage-fault", iconSize: [26, 26], iconAnchor: [13, 13] }) })));
      this.tools.tell([words(geometry), what && `on the ${what}`].filter(Boolean).join(" · "), found.map((one) => one.words));
    }

    say(text, wrong = false) { this.tools.notice(text, wrong); }

    snap(point, free) {
      const shapes = [...this.shapes].map(([id, shape]) => ({ geometry: shape.geometry, name: this.nameOf(id) }));
      return snapped(this.map, point, shapes, { free, on: this.snaps });
    }
  }

  return { Editor };
})();
