/* Walking the phases on a projector: the map fills the screen, one key goes on. Nothing is drawn anew from phase to phase. */
"use strict";

window.passageMap.parts.walk = (() => {
  const { element, features } = window.passageMap;
  const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);

  // the page around the frame, where it is ours to reach
  const around = () => { try { return window.parent.document; } catch { return document; } };

  class Walk {
    constructor(map) {
      this.map = map; this.told = null; this.on = false; this.at = 0;
      this.build();
      this.hear = (event) => this.key(event);
      this.left = () => { if (this.on && !around().fullscreenElement && this.full) this.leave(); };
      [...new Set([document, around()])].forEach((page) => page.addEventListener("keydown", this.hear, true));
      around().addEventListener("fullscreenchange", this.left);
      window.addEventListener("pagehide", () => this.gone());
      window.addEventListener("resize", () => { if (this.on) this.fit(); });
    }

    show(told) {
      this.told = told; this.button.hidden = !told.phases.length;
      if (this.on) this.say();
    }

    gone() {
      around().removeEventListener("keydown", this.hear, true);
      around().removeEventListener("fullscreenchange", this.left);
      delete around().documentElement.dataset.passagePresenting;
    }

    build() {
      const control = L.control({ position: "topright" }), tools = element("div", "passage-tools");
      this.button = element("button", "", "Present"); this.button.type = "button";
      this.button.setAttribute("aria-label", "Present the phases on the whole screen (key B)"); this.button.setAttribute("aria-keyshortcuts", "b");
      this.button.addEventListener("click", () => this.enter());
      tools.appendChild(this.button); L.DomEvent.disableClickPropagation(tools);
      control.onAdd = () => tools; control.addTo(this.map);
      this.head = element("header", "passage-walk-head"); this.head.setAttribute("aria-live", "polite");
      this.news = element("div", "passage-walk-news"); this.news.setAttribute("aria-live", "polite");
      this.legend = element("div", "passage-walk-legend");
      this.sheet = element("div", "passage-walk"); this.sheet.hidden = true;
      this.sheet.setAttribute("role", "region"); this.sheet.setAttribute("aria-label", "Phases, one by one");
      this.way = element("nav", "passage-walk-way"); this.way.setAttribute("aria-label", "Phases");
      const step = (text, name, act) => {
        const made = element("button", "", text); made.type = "button"; made.setAttribute("aria-label", name); made.addEventListener("click", act);
        this.way.appendChild(made);
      };
      step("◀", "Phase before", () => this.go(-1)); step("▶", "Next phase", () => this.go(1)); step("✕", "Leave (Esc)", () => this.leave());
      this.sheet.append(this.head, this.news, this.legend, this.way);
      L.DomEvent.disableClickPropagation(this.sheet);
      this.map.getContainer().appendChild(this.sheet);
    }

    key(event) {
      // a frame the page has let go of no longer listens
      if (window.frameElement && !window.frameElement.isConnected) { this.gone(); return; }
      if (event.ctrlKey || event.metaKey || event.altKey || !this.told) return;
      const acts = this.on
        ? { ArrowRight: () => this.go(1), PageDown: () => this.go(1), " ": () => this.go(1), ArrowLeft: () => this.go(-1), PageUp: () => this.go(-1),
          Home: () => this.to(0), End: () => this.to(this.told.phases.length - 1), Escape: () => this.leave(), b: () => this.leave() }
        : { b: () => this.enter() };
      const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key], target = event.target;
      const pressed = this.on && target.tagName === "BUTTON" && event.key === " ";
      if (!act || pressed || TYPING.has(target.tagName) && target.type !== "range" || target.isContentEditable) return;
      event.preventDefault(); event.stopPropagation();
      act();
    }

    enter() {
      if (this.on || !this.told.phases.length) return;
      const map = this.map, clock = map.passageClock, page = around().documentElement, current = clock.phase(clock.moment);
      this.on = true; map.passagePresenting = true; clock.play(false);
      this.before = { view: [map.getCenter(), map.getZoom()], moment: clock.moment };
      page.dataset.passagePresenting = "";
      if (window.frameElement) window.frameElement.dataset.passagePresenting = "";
      map.getContainer().classList.add("passage-presenting");
      map.keyboard.disable(); this.sheet.hidden = false;
      this.full = false;
      const asked = page.requestFullscreen && page.requestFullscreen();
      if (asked) asked.then(() => { this.full = true; }, () => {});
      window.focus(); map.getContainer().focus();
      this.to(Math.max(0, this.told.phases.findIndex((phase) => current && phase.id === current.id)));
      this.fit();
    }

    leave() {
      if (!this.on) return;
      const map = this.map, page = around();
      this.on = false; map.passagePresenting = false; this.sheet.hidden = true;
      delete page.documentElement.dataset.passagePresenting;
      if (window.frameElement) delete window.frameElement.dataset.passagePresenting;
      map.getContainer().classList.remove("passage-presenting");
      map.keyboard.enable();
      if (page.fullscreenElement) page.exitFullscreen().catch(() => {});
      map.invalidateSize({ pan: false });
      map.setView(...this.before.view, { animate: false });
      map.passageClock.rest();
    }

    go(by) { this.to(Math.min(Math.max(this.at + by, 0), this.told.phases.length - 1)); }

    to(row) {
      this.at = row;
      this.map.passageClock.moveTo(this.told.phases[row].moment);
      this.say();
    }

    say() {
      const phase = this.told.phases[this.at], ar = element("span", "passage-ar", phase.ar);
      ar.lang = "ar"; ar.dir = "rtl";
      this.head.replaceChildren(element("span", "passage-walk-count", `${this.at + 1} / ${this.told.phases.length}`), element("h2", "", phase.name), ar,
        element("span", "passage-walk-dates", phase.dates));
      this.news.replaceChildren(...phase.lines.map((line) => element("p", "", line)), ...(this.told.mark ? [element("p", "passage-walk-mark", this.told.mark)] : []));
      const seen = new Set(features(this.map).filter((drawn) => !drawn.reasons.size).map((drawn) => drawn.look.words));
      this.legend.replaceChildren(...this.told.legend.filter(([words]) => seen.has(words)).map(([words, picture]) => {
        const item = element("span", ""), image = element("img", "");
        image.alt = ""; image.src = picture; item.append(image, element("bdi", "", words));
        return item;
      }));
    }

    // the view the page wishes for, between what is written above and below it
    fit() {
      const map = this.map;
      map.invalidateSize({ pan: false });
      map.getContainer().style.setProperty("--below", `${this.legend.offsetHeight}px`);
      const wish = map.passageView && JSON.parse(map.passageView);
      if (!wish || !wish.bounds) return;
      const high = this.head.offsetHeight + 24, beside = Math.min(this.news.offsetWidth, map.getSize().x / 3);
      map.fitBounds(wish.bounds, { paddingTopLeft: [beside + 24, high], paddingBottomRight: [24, this.legend.offsetHeight + 24], animate: false });
    }
  }

  return { start(map) { map.passageWalk = new Walk(map); }, show(map, told) { map.passageWalk.show(told); } };
})();
