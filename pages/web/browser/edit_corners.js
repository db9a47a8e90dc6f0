/* Handles on the chosen shape: corners to drag, nudge and take away, marks between them to put new ones in; and the shape as a whole. */
"use strict";

window.passageCorners = (() => {
  const { lines, isArea, moved, same } = window.passageShapes;
  const { moveCorner, insertCorner, removeCorner } = window.passagePins;
  const { snapped, pixels, COARSE } = window.passageSnap;
  // more handles than this in view would stop the browser and hide the map: the shape is moved as a whole until zoomed in
  const MOST = 400, ROOM_PX = COARSE ? 56 : 36, SIZE_PX = COARSE ? 32 : 24;
  const STARTED_PX = 3, HELD_MS = 600, SETTLED_MS = 350, STEP_PX = 4, LEAP_PX = 20;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  class Corners {
    constructor(editor) {
      this.editor = editor; this.map = editor.map; this.group = L.layerGroup().addTo(this.map);
      this.at = null; this.dragging = false; this.nodes = [];
      this.map.on("moveend", () => { if (!this.dragging) this.show(); });
    }

    get geometry() { return this.editor.shapes.get(this.editor.chosen)?.geometry; }

    /* how many corners of the chosen shape are in view; beyond MOST none of them gets a handle */
    inView() {
      const view = this.map.getBounds().pad(0.05);
      return lines(this.geometry).flatMap((line, row) => line.map((at, n) => ({ at, row, n, next: n + 1 < line.length ? line[n + 1] : isArea(this.geometry) ? line[0] : null })))
        .filter(({ at }) => view.contains([at[1], at[0]]));
    }

    show() {
      const held = this.group.getLayers().some((one) => one.getElement() === document.activeElement);
      this.group.clearLayers(); this.nodes = []; this.crowded = false;
      if (!this.geometry || this.editor.pencil.active) return;
      const shown = this.inView();
      this.crowded = shown.length > MOST;
      if (this.crowded) return;
      shown.filter(({ next }) => next).forEach((one) => this.between(one));
      const all = window.passageShapes.count(this.geometry), before = [0];
      lines(this.geometry).forEach((line, n) => before.push(before[n] + line.length));
      shown.forEach((one) => this.corner(one, before[one.row] + one.n + 1, all));
      const first = this.nodes.find((one) => this.at && same(one.at, this.at)) || this.nodes[0];
      if (first) first.node.tabIndex = 0;
      if (first && held) first.node.focus({ preventScroll: true });
    }

    handle(at, className, size = SIZE_PX) {
      const marker = L.marker([at[1], at[0]], { pane: "corners", interactive: false, keyboard: false,
        icon: L.divIcon({ className, iconSize: [size, size], iconAnchor: [size / 2, size / 2] }) });
      this.group.addLayer(marker);
      const node = marker.getElement();
      L.DomEvent.disableClickPropagation(node);
      node.addEventListener("pointerdown", (event) => event.stopPropagation());
      return { marker, node };
    }

    corner({ at }, number, all) {
      const { marker, node } = this.handle(at, "passage-corner");
      node.tabIndex = -1; node.setAttribute("role", "button");
      node.setAttribute("aria-label", `Corner ${number} of ${all} of ${this.editor.nameOf(this.editor.chosen)}, ${at[1].toFixed(5)}, ${at[0].toFixed(5)}`);
      this.nodes.push({ at, node });
      node.addEventListener("focus", () => { this.at = at; this.editor.tools.steer(); });
      node.addEventListener("keydown", (event) => this.key(event, marker));
      node.addEventListener("pointerdown", (event) => { this.at = at; this.grab(event, marker, at); });
      node.addEventListener("contextmenu", (event) => { event.preventDefault(); if (!this.touched) this.remove(at); });
    }

    between({ at, next }) {
      if (pixels(this.map, at).distanceTo(pixels(this.map, next)) < ROOM_PX) return;
      const middle = [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2], { marker, node } = this.handle(middle, "passage-corner passage-between");
      node.addEventListener("pointerdown", (event) => this.grab(event, marker, middle, [at, next]));
    }

    /* ---- by pointer ---------------------------------------------------------------------------- */

    grab(event, marker, at, edge) {
      if (event.button) return;
      const node = marker.getElement(), start = L.point(event.clientX, event.clientY), from = pixels(this.map, at), id = this.editor.chosen;
      const over = edge ? insertCorner(this.editor, id, edge[0], edge[1], at) : new Map();
      let to = at, live = false;
      this.touched = event.pointerType === "touch";
      const held = this.touched && !edge ? setTimeout(() => { done(); this.remove(at); }, HELD_MS) : 0;
      node.setPointerCapture(event.pointerId);
      const move = (now) => {
        const way = L.point(now.clientX, now.clientY).subtract(start);
        if (!live && Math.hypot(way.x, way.y) < STARTED_PX) return;
        clearTimeout(held);
        if (!live) { live = true; this.dragging = true; this.map.getContainer().classList.add("passage-moving"); }
        const found = this.editor.snap(from.add(way), [at, ...(edge || [])]);
        to = found.at;
        marker.setLatLng([to[1], to[0]]);
        this.editor.trial(moveCorner(this.editor, id, at, to, over), found.what);
      };
      const done = () => {
        clearTimeout(held);
        ["pointermove", "pointerup", "pointercancel"].forEach((kind) => node.removeEventListener(kind, kind === "pointermove" ? move : kind === "pointerup" ? up : cancel));
        this.dragging = false; this.cancel = null;
        this.map.getContainer().classList.remove("passage-moving");
      };
      const up = () => { done(); this.finish(id, at, to, over, live || edge); };
      const cancel = () => { done(); this.editor.trial(null); this.show(); };
      this.cancel = cancel;
      node.addEventListener("pointermove", move); node.addEventListener("pointerup", up); node.addEventListener("pointercancel", cancel);
      node.focus({ preventScroll: true });
    }

    finish(id, at, to, over, act) {
      if (!act) return;
      this.at = to;
      this.editor.stroke(moveCorner(this.editor, id, at, to, over), { from: at, to });
    }

    /* the chosen shape as a whole, from a press on it */
    drag(event, id) {
      const { editor, map } = this, shape = editor.shapes.get(id), start = L.point(event.clientX, event.clientY);
      if (event.button || editor.chosen !== id || editor.pencil.active) return;
      event.stopPropagation();
      const node = event.currentTarget, from = map.containerPointToLatLng([0, 0]);
      let way = null;
      node.setPointerCapture(event.pointerId);
      const move = (now) => {
        const gone = L.point(now.clientX, now.clientY).subtract(start);
        if (!way && Math.hypot(gone.x, gone.y) < STARTED_PX) return;
        if (!way) { this.dragging = true; map.getContainer().classList.add("passage-moving"); }
        way = gone;
        editor.shift(id, way);
      };
      const done = () => {
        [["pointermove", move], ["pointerup", up], ["pointercancel", cancel]].forEach(([kind, act]) => node.removeEventListener(kind, act));
        this.dragging = false; this.cancel = null;
        map.getContainer().classList.remove("passage-moving");
        editor.shift(id, null);
      };
      const up = () => {
        done();
        if (!way) return;
        const to = map.containerPointToLatLng(way);
        editor.dragged = true; setTimeout(() => { editor.dragged = false; }, 0);
        editor.stroke(new Map([[id, moved(shape.geometry, to.lng - from.lng, to.lat - from.lat)]]));
      };
      const cancel = () => { done(); };
      this.cancel = cancel;
      node.addEventListener("pointermove", move); node.addEventListener("pointerup", up); node.addEventListener("pointercancel", cancel);
    }

    /* ---- by keyboard ---------------------------------------------------------------------------- */

    key(event, marker) {
      const by = ARROWS[event.key], acts = { Insert: () => this.insertAfter(), Delete: () => this.remove(this.at), Backspace: () => this.remove(this.at),
        PageDown: () => this.step(1), PageUp: () => this.step(-1), Escape: () => this.leave() };
      if (!by && !acts[event.key]) return;
      event.preventDefault(); event.stopPropagation();
      if (by) this.nudge(marker, by, event.shiftKey ? LEAP_PX : STEP_PX); else { this.settle(); acts[event.key](); }
    }

    /* steps of a moment are one stroke */
    nudge(marker, [x, y], px) {
      this.from = this.from || this.at; this.to = this.to || this.at;
      const next = this.map.containerPointToLatLng(pixels(this.map, this.to).add([x * px, y * px]));
      this.to = [next.lng, next.lat];
      marker.setLatLng([this.to[1], this.to[0]]);
      this.editor.trial(moveCorner(this.editor, this.editor.chosen, this.from, this.to), "");
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.settle(), SETTLED_MS);
    }

    settle() {
      clearTimeout(this.settling);
      const { from, to } = this;
      this.from = this.to = null;
      if (from && this.geometry) this.finish(this.editor.chosen, from, to, new Map(), true);
    }

    ring() { return lines(this.geometry).find((line) => line.some((at) => same(at, this.at))); }

    insertAfter() {
      const line = this.ring(), n = line.findIndex((at) => same(at, this.at)), next = line[n + 1] || (isArea(this.geometry) ? line[0] : null);
      if (!next) return;
      const at = [(this.at[0] + next[0]) / 2, (this.at[1] + next[1]) / 2], made = insertCorner(this.editor, this.editor.chosen, this.at, next, at);
      this.at = at;
      this.editor.stroke(made);
    }

    step(by) {
      const all = lines(this.geometry).flat(), n = all.findIndex((at) => same(at, this.at));
      this.at = all[(n + by + all.length) % all.length];
      if (!this.map.getBounds().contains([this.at[1], this.at[0]])) this.map.panTo([this.at[1], this.at[0]], { animate: false });
      this.focus();
    }

    focus() {
      const found = this.nodes.find(({ at }) => same(at, this.at));
      this.nodes.forEach(({ node }) => { node.tabIndex = -1; });
      if (found) { found.node.tabIndex = 0; found.node.focus({ preventScroll: true }); }
    }

    leave() { const id = this.editor.chosen; this.editor.choose(null); this.editor.shapes.get(id)?.node()?.focus({ preventScroll: true }); }

    remove(at) {
      const { changes, fault } = removeCorner(this.editor, this.editor.chosen, at);
      if (fault) { this.editor.say(fault, true); return; }
      const line = lines(this.geometry).find((one) => one.some((corner) => same(corner, at))), n = line.findIndex((corner) => same(corner, at));
      this.at = line[n ? n - 1 : line.length - 1];
      this.editor.stroke(changes);
    }

    /* the corner last touched, put at a place typed in */
    put(to) {
      if (!this.at || !this.geometry || !this.ring()) return false;
      this.finish(this.editor.chosen, this.at, to, new Map(), true);
      return true;
    }
  }

  return { Corners };
})();
