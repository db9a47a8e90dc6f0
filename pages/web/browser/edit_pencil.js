/* Drawing: corner by corner with mouse, finger, keyboard or places typed in; for a new shape, a line to split by, or a hole. */
"use strict";

window.passagePencil = (() => {
  const { same } = window.passageShapes;
  const { pixels, COARSE } = window.passageSnap;
  const LEAST = { area: 3, line: 2, point: 1 };
  const AGAIN_PX = COARSE ? 20 : 10, STEP_PX = 10, LEAP_PX = 60;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  class Pencil {
    constructor(editor) {
      this.editor = editor; this.map = editor.map; this.active = false; this.corners = []; this.form = "area";
      this.group = L.layerGroup().addTo(this.map);
      this.map.on("mousemove", (event) => { if (this.active) this.hover(event.containerPoint); });
      this.map.on("moveend", () => { if (this.active) this.draw(); });
      this.map.getContainer().addEventListener("keydown", (event) => { if (this.active) this.key(event); }, true);
    }

    /* `use` gets the finished geometry; `words` say what is being drawn */
    begin(form, words, use) {
      this.editor.corners.settle();
      Object.assign(this, { active: true, form, words, use, corners: [], cursor: null, what: "" });
      this.map.passageBusy = true;
      this.map.doubleClickZoom.disable(); this.map.keyboard.disable();
      this.map.getContainer().classList.add("passage-drawing");
      this.map.getContainer().focus();
      this.draw();
    }

    end() {
      if (!this.active) return;
      this.active = false; this.map.passageBusy = false; this.corners = []; this.cursor = null;
      this.map.doubleClickZoom.enable(); this.map.keyboard.enable();
      this.map.getContainer().classList.remove("passage-drawing");
      this.group.clearLayers();
      this.editor.afterDrawing();
    }

    get ready() { return this.corners.length >= LEAST[this.form]; }

    geometryOf(corners) {
      if (this.form === "point") return { type: "Point", coordinates: corners[0] };
      if (this.form === "line") return { type: "LineString", coordinates: corners };
      return { type: "Polygon", coordinates: [[...corners, corners[0]]] };
    }

    find(point) {
      const found = this.editor.snap(point, []);
      this.what = found.what;
      return found.at;
    }

    isAt(point, corner) { return corner && pixels(this.map, corner).distanceTo(point) <= AGAIN_PX; }

    click({ containerPoint }) {
      const at = this.find(containerPoint), ends = [this.corners[this.corners.length - 1], ...(this.form === "area" ? [this.corners[0]] : [])];
      if (this.ready && ends.some((corner) => same(corner, at) || this.isAt(containerPoint, corner))) { this.finish(); return; }
      this.put(at);
    }

    hover(point) { this.cursor = this.find(point); this.draw(); }

    put(at) {
      const fault = this.editor.outside(at);
      if (fault) { this.editor.say(fault, true); return; }
      if (this.corners.some((corner) => same(corner, at))) return;
      this.corners.push(at);
      this.cursor = null;
      if (this.form === "point") { this.finish(); return; }
      this.draw();
      this.editor.tools.steer();
    }

    back() { this.corners.pop(); this.draw(); this.editor.tools.steer(); }

    finish() {
      if (!this.ready) return;
      const geometry = this.geometryOf(this.corners), use = this.use;
      this.end();
      use(geometry);
    }

    key(event) {
      const by = ARROWS[event.key], acts = { Enter: () => this.enter(), Backspace: () => this.back(), Escape: () => this.end() };
      if (event.target !== this.map.getContainer() || event.ctrlKey || (!by && !acts[event.key])) return;
      event.preventDefault(); event.stopPropagation();
      if (!by) { acts[event.key](); return; }
      const middle = this.map.getSize().divideBy(2), px = event.shiftKey ? LEAP_PX : STEP_PX, from = this.cursor ? pixels(this.map, this.cursor) : middle;
      const point = from.add([by[0] * px, by[1] * px]), to = this.map.containerPointToLatLng(point);
      if (!this.map.getBounds().contains(to)) this.map.panTo(to, { animate: false });
      this.cursor = [to.lng, to.lat]; this.what = "";
      this.draw();
    }

    /* the corner where the cross stands; where the last one is already, the drawing is finished */
    enter() {
      const point = this.cursor ? pixels(this.map, this.cursor) : this.map.getSize().divideBy(2);
      this.click({ containerPoint: point });
      if (this.active) { this.cursor = this.corners[this.corners.length - 1] || null; this.draw(); }
    }

    draw() {
      if (!this.active) return;
      this.group.clearLayers();
      const line = [...this.corners, ...(this.cursor ? [this.cursor] : [])], to = (corners) => corners.map(([x, y]) => [y, x]);
      const style = { pane: "drawing", className: "passage-stroke", weight: 3, interactive: false };
      if (line.length > 1) this.group.addLayer(L.polyline(to(line), style));
      if (this.form === "area" && line.length > 2) this.group.addLayer(L.polyline(to([line[line.length - 1], line[0]]), { ...style, weight: 2, dashArray: "4 6" }));
      this.corners.forEach((at, n) => this.mark(at, n ? "passage-corner" : "passage-corner passage-first"));
      if (this.cursor || !this.corners.length) this.cross();
      const shape = this.form !== "area" || line.length > 2;
      this.editor.judge(line.length > 1 && shape ? this.geometryOf(line) : null, this.what, this.form === "area" ? this.kind : null);
    }

    mark([x, y], className) {
      const icon = L.divIcon({ className, iconSize: [24, 24], iconAnchor: [12, 12] });
      this.group.addLayer(L.marker([y, x], { pane: "drawing", interactive: false, keyboard: false, icon }));
    }

    cross() {
      const middle = this.map.getCenter(), at = this.cursor || [middle.lng, middle.lat];
      if (this.cursor || document.activeElement === this.map.getContainer()) this.mark(at, `passage-cross${this.what ? " passage-snapped" : ""}`);
    }
  }

  return { Pencil };
})();
