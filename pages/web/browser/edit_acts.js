/* What the buttons and keys of the editor do: draw, split, merge, cut, trim, delete; and how the editor starts. */
"use strict";

window.passageDraw = (() => {
  const { moved, isArea, count, box, meet } = window.passageShapes;
  const { merged, without, split, parts } = window.passagePlanar;
  const { selfCrossing, area } = window.passageMeasure;
  const STEP_PX = 4, LEAP_PX = 20, SETTLED_MS = 350, MOST_CORNERS = 20000;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const TOO_MANY = "Too many corners to do that here; simplify one of the areas first.";

  let made = 0;
  const freshId = () => { made += 1; return `drawn-${Date.now().toString(36)}${(made % 1296).toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`; };

  class Desk extends window.passageEditor.Editor {
    constructor(map) {
      super(map);
      document.addEventListener("keydown", (event) => this.key(event));
    }

    /* ---- drawing ---------------------------------------------------------------------------------- */

    toggle(kindName) {
      if (this.pencil.active) { this.pencil.end(); return; }
      const kind = this.kinds.get(kindName);
      this.hold(null); this.say("");
      this.pencil.kind = kind.name;
      this.pencil.begin(kind.form, kind.words, (geometry) => this.create(kind.name, geometry));
      this.tools.steer();
    }

    create(kindName, geometry) {
      const id = freshId();
      this.stroke(new Map([[id, geometry]]), { kinds: new Map([[id, kindName]]), choose: id });
    }

    afterDrawing() {
      this.settleDown();
      this.judge(this.shapes.get(this.chosen)?.geometry || null, "", this.shapes.get(this.chosen)?.kind, this.chosen);
    }

    remove() {
      const id = this.chosen, name = this.nameOf(id);
      if (this.shapes.has(id)) this.stroke(new Map([[id, null]]), { choose: null, said: `Deleted: ${name}.` });
    }

    /* the chosen area when it can be cut; why not, otherwise */
    sound(id) {
      const shape = this.shapes.get(id);
      if (!shape || !isArea(shape.geometry)) return null;
      if (count(shape.geometry) > MOST_CORNERS) { this.say(TOO_MANY, true); return null; }
      if (!selfCrossing(shape.geometry)) return shape;
      this.say(`${this.nameOf(id)} crosses itself; move that corner first.`, true);
      return null;
    }

    beginSplit() {
      const id = this.chosen;
      if (!this.sound(id)) return;
      this.say("Draw a line from outside to outside.");
      this.pencil.kind = null;
      this.pencil.begin("line", "line", (line) => this.finishSplit(id, line.coordinates));
      this.corners.show(); this.tools.steer();
    }

    finishSplit(id, line) {
      const shape = this.shapes.get(id), pieces = shape ? split(shape.geometry, line) : [];
      if (!pieces.length) { this.say("That line does not part the area; draw it from outside to outside, without crossing itself.", true); return; }
      const ids = [id, ...pieces.slice(1).map(freshId)];
      this.stroke(new Map(ids.map((one, n) => [one, pieces[n]])), { kinds: new Map(ids.map((one) => [one, shape.kind])),
        said: `${this.nameOf(id)} is ${pieces.length} areas now; the largest keeps its name.` });
    }

    beginMerge() {
      this.say("");
      this.merging = this.merging || !this.sound(this.chosen) ? null : this.chosen;
      this.tools.steer();
    }

    finishMerge(other) {
      const id = this.merging, name = this.nameOf(other), [one, two] = [this.sound(id), this.sound(other)];
      this.merging = null;
      if (!one || !two || one.kind !== two.kind) { this.say("Two areas of one kind can be merged.", true); this.tools.steer(); return; }
      const made_ = merged(one.geometry, two.geometry);
      if (made_ === undefined) { this.say(TOO_MANY, true); return; }
      if (!made_ || parts(made_) >= parts(one.geometry) + parts(two.geometry)) { this.say(`${this.nameOf(id)} and ${name} have no boundary in common.`, true); this.tools.steer(); return; }
      this.stroke(new Map([[id, made_], [other, null]]), { choose: id, said: `${name} is part of ${this.nameOf(id)} now.` });
    }

    beginHole() {
      const id = this.chosen;
      if (!this.sound(id)) return;
      this.pencil.kind = null;
      this.pencil.begin("area", "hole", (hole) => this.take(id, [hole], "That takes nothing away; draw the hole inside the area."));
      this.corners.show(); this.tools.steer();
    }

    /* the chosen area without the ground of its neighbours */
    trim() {
      const id = this.chosen;
      if (this.sound(id)) this.take(id, this.neighbours(id).map((other) => this.shapes.get(other).geometry), "No neighbour overlaps it.");
    }

    take(id, others, nothing) {
      const shape = this.shapes.get(id);
      if (!shape) return;
      let left = shape.geometry;
      for (const other of others.filter((one) => meet(box(one), box(left)))) {
        const next = selfCrossing(other) ? left : without(left, other);
        if (next === undefined) { this.say(TOO_MANY, true); return; }
        if (next === null) { this.say("Nothing would be left of it; delete it instead.", true); return; }
        left = next;
      }
      const same = Math.abs(area(left) - area(shape.geometry)) < 1e-3;
      if (same) { this.say(nothing, true); return; }
      this.stroke(new Map([[id, left]]));
    }

    /* ---- keys --------------------------------------------------------------------------------------- */

    key(event) {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
        event.preventDefault();
        if (this.pencil.active) { if (key === "z" && !event.shiftKey) this.pencil.back(); return; }
        this.corners.settle();
        if (key === "y" || event.shiftKey) this.redo(); else this.undo();
      }
      if (key === "escape") this.stop();
    }

    stop() {
      if (this.pencil.active) this.pencil.end();
      else if (this.corners.cancel) this.corners.cancel();
      else if (this.merging) { this.merging = null; this.tools.steer(); }
      else this.choose(null);
    }

    /* a shape that has the focus: Enter chooses it, arrows carry it, Delete deletes it */
    shapeKey(event, id) {
      const by = ARROWS[event.key], chosen = this.chosen === id;
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); this.choose(id); return; }
      if (!chosen || (!by && event.key !== "Delete")) return;
      event.preventDefault(); event.stopPropagation();
      if (by) this.carry(id, by, event.shiftKey ? LEAP_PX : STEP_PX); else this.remove();
    }

    carry(id, [x, y], px) {
      const way = (this.carried?.id === id ? this.carried.way : L.point(0, 0)).add([x * px, y * px]);
      this.carried = { id, way };
      this.shift(id, way);
      clearTimeout(this.carrying);
      this.carrying = setTimeout(() => {
        const corner = this.shapes.get(id)?.geometry, from = this.map.containerPointToLatLng([0, 0]), to = this.map.containerPointToLatLng(way);
        this.carried = null;
        if (!corner) return;
        this.shift(id, null);
        this.stroke(new Map([[id, moved(corner, to.lng - from.lng, to.lat - from.lat)]]));
      }, SETTLED_MS);
    }
  }

  const start = (map) => {
    [["zones", 355], ["drawnplaces", 605], ["drawing", 640], ["corners", 650]].forEach(([name, z]) => { map.createPane(name).style.zIndex = z; });
    map.getPane("drawing").style.pointerEvents = "none";
    map.passageEditor = new Desk(map);
    map.passageDrawn = () => map.passageEditor.told();
  };

  const show = (map, data) => map.passageEditor.show(data);

  return { start, show };
})();
