/* Before and after on one map: one state left, the other right of a divider that is dragged or moved by keys. */
"use strict";

window.passageMap.parts.swipe = (() => {
  const { element, features, hide } = window.passageMap;
  const SVG = "http://www.w3.org/2000/svg", FAR = 1e6, SIDES = ["left", "right"];

  // one clip for each side, in the points paths are drawn in
  const clips = () => {
    const svg = document.createElementNS(SVG, "svg"), made = {};
    svg.setAttribute("class", "passage-patterns"); svg.setAttribute("aria-hidden", "true");
    SIDES.forEach((side) => {
      const clip = document.createElementNS(SVG, "clipPath"), rect = document.createElementNS(SVG, "rect");
      clip.setAttribute("id", `passage-clip-${side}`); clip.setAttribute("clipPathUnits", "userSpaceOnUse");
      Object.entries({ x: -FAR, y: -FAR, width: 2 * FAR, height: 2 * FAR }).forEach(([name, value]) => rect.setAttribute(name, value));
      clip.appendChild(rect); svg.appendChild(clip); made[side] = rect;
    });
    document.body.appendChild(svg);
    return made;
  };

  class Swipe {
    constructor(map) {
      this.map = map; this.told = null; this.on = false; this.share = 0.5; this.clips = clips();
      this.build();
      map.on("move zoomend viewreset resize", () => { if (this.on) this.cut(); });
    }

    build() {
      const control = L.control({ position: "topright" }), tools = element("div", "passage-tools");
      this.button = element("button", "", "Compare"); this.button.type = "button"; this.button.setAttribute("aria-pressed", "false");
      this.button.addEventListener("click", () => this.turn(!this.on));
      tools.appendChild(this.button); L.DomEvent.disableClickPropagation(tools);
      control.onAdd = () => tools; control.addTo(this.map);
      this.bar = element("div", "passage-swipe"); this.bar.hidden = true; this.bar.tabIndex = 0;
      Object.entries({ role: "slider", "aria-label": "Divider between the two sides", "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal" })
        .forEach(([name, value]) => this.bar.setAttribute(name, value));
      this.bar.appendChild(element("span", "", "◂▸"));
      this.names = SIDES.map((side) => { const name = element("div", `passage-swipe-name passage-swipe-${side}`); name.hidden = true; return name; });
      this.bar.addEventListener("pointerdown", (event) => { this.bar.setPointerCapture(event.pointerId); this.dragging = true; event.preventDefault(); this.bar.focus(); });
      this.bar.addEventListener("pointermove", (event) => { if (this.dragging) this.to((event.clientX - this.map.getContainer().getBoundingClientRect().left) / this.map.getSize().x); });
      ["pointerup", "pointercancel"].forEach((kind) => this.bar.addEventListener(kind, () => { this.dragging = false; }));
      this.bar.addEventListener("keydown", (event) => this.key(event));
      [this.bar, ...this.names].forEach((box) => { L.DomEvent.disableClickPropagation(box); this.map.getContainer().appendChild(box); });
    }

    key(event) {
      const by = { ArrowLeft: -0.02, ArrowRight: 0.02, PageUp: -0.1, PageDown: 0.1, Home: -1, End: 1 }[event.key];
      if (event.key === "Escape") { this.turn(false); this.button.focus(); }
      if (by) this.to(this.share + by);
      if (by || event.key === "Escape") { event.preventDefault(); event.stopPropagation(); }
    }

    show(told) {
      const same = this.told && this.on && JSON.stringify(this.told.states) === JSON.stringify(told.states);
      this.told = told;
      this.button.hidden = told.states.length < 2;
      if (this.button.hidden && this.on) this.turn(false);
      if (!same) { this.chosen = [told.left, told.right]; this.title(); }
      // a page that is about comparing opens the divider once; closed by hand it stays closed
      if (told.opens && !this.opened && !this.button.hidden) { this.opened = true; this.turn(true, false); } else this.apply();
    }

    /* the states to choose from are moments of the clock, or the two sides features belong to */
    title() {
      this.names.forEach((box, side) => {
        if (this.told.moments) {
          const choice = element("select", "");
          choice.setAttribute("aria-label", `Phase on the ${SIDES[side]}`);
          this.told.states.forEach(({ name }, row) => { const option = element("option", "", name); option.value = row; choice.appendChild(option); });
          choice.value = this.chosen[side];
          choice.addEventListener("change", () => { this.chosen[side] = Number(choice.value); this.apply(); });
          box.replaceChildren(choice);
        } else box.replaceChildren(element("span", "", (this.told.states[this.chosen[side]] || { name: "" }).name));
      });
    }

    turn(wanted, focus = true) {
      this.on = wanted;
      this.button.setAttribute("aria-pressed", String(wanted));
      this.bar.hidden = !wanted; this.names.forEach((name) => { name.hidden = !wanted; });
      this.map.getContainer().classList.toggle("passage-comparing", wanted);
      // shapes under the pencil belong to one side as a whole
      this.map.getContainer().classList.toggle("passage-drawn-right", wanted && this.told.drawn === "right");
      if (this.map.passageClock && this.told.moments) this.map.passageClock.hold(wanted);
      this.apply();
      if (wanted) { this.to(0.5); if (focus) this.bar.focus(); }
    }

    sees(feature, side) {
      if (feature.side && feature.side !== SIDES[side]) return false;
      return !this.told.moments || window.passageMap.parts.clock.holds(feature.times, this.told.states[this.chosen[side]].moment);
    }

    apply() {
      this.halves = [];
      features(this.map).forEach((drawn) => {
        const [left, right] = this.on ? [this.sees(drawn.feature, 0), this.sees(drawn.feature, 1)] : [drawn.feature.side !== "left", true];
        hide(this.map, drawn, "swipe", !left && !right || !left && !this.on);
        const side = !this.on || left === right ? "" : left ? "left" : "right";
        drawn.shapes.forEach((shape) => {
          const node = shape.getElement && shape.getElement();
          if (!node) return;
          SIDES.forEach((one) => node.classList.toggle(`passage-cut-${one}`, !shape.getLatLng && side === one));
          node.classList.remove("passage-cut");
          if (shape.getLatLng && side) this.halves.push([shape, node, side]);
        });
      });
      if (this.on) this.cut();
    }

    to(share) {
      this.share = Math.min(Math.max(share, 0.02), 0.98);
      this.bar.setAttribute("aria-valuenow", Math.round(100 * this.share));
      this.bar.setAttribute("aria-valuetext", `${Math.round(100 * this.share)} % of the map is the left side`);
      this.cut();
    }

    // paths are cut, signs and names stand on one side or the other
    cut() {
      const x = this.share * this.map.getSize().x, at = this.map.containerPointToLayerPoint([x, 0]).x;
      this.bar.style.insetInlineStart = `${100 * this.share}%`;
      this.names[0].style.insetInlineEnd = `${100 * (1 - this.share)}%`; this.names[1].style.insetInlineStart = `${100 * this.share}%`;
      this.clips.left.setAttribute("x", at - 2 * FAR); this.clips.right.setAttribute("x", at);
      this.halves.forEach(([shape, node, side]) => {
        const here = this.map.latLngToLayerPoint(shape.getLatLng()).x;
        node.classList.toggle("passage-cut", side === "left" ? here > at : here <= at);
      });
    }
  }

  return { start(map) { map.passageSwipe = new Swipe(map); }, show(map, told) { map.passageSwipe.show(told); } };
})();
