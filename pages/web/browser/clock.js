/* The clock on the map: a moment that is played, scrubbed and stepped. Features show while one of their times holds it,
   columns.js, which comes before it, moves the columns; the page hears once the clock has come to rest in another phase. */
"use strict";

window.passageMap.parts.clock = (() => {
  const { element, features, hide } = window.passageMap;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const MINUTE = 60, HOUR = 3600, DAY = 86400, REST_MS = 450;
  const RATES = [[MINUTE, "1 min/s"], [5 * MINUTE, "5 min/s"], [20 * MINUTE, "20 min/s"], [2 * HOUR, "2 h/s"], [DAY, "1 day/s"], [7 * DAY, "1 week/s"]];
  // how much time lies under the slider: what one key press moves, and how fast it plays unless somebody chooses
  const SPANS = { day: ["Day", 5 * MINUTE, 5 * MINUTE], phase: ["Phase", 6 * HOUR, DAY], all: ["All", DAY, 7 * DAY] };
  const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  const holds = (times, moment) => !times || times.some(([from, to]) => (from === null || from <= moment) && (to === null || moment < to));
  const two = (number) => String(number).padStart(2, "0");

  class Clock {
    constructor(map) {
      this.map = map; this.moment = null; this.told = null; this.playing = false; this.span = "day"; this.pagePhase = null; this.asked = null;
      this.watching = []; this.columns = map.passageColumns; this.held = false;
      this.build();
      map.getContainer().addEventListener("keydown", (event) => { if (event.target === map.getContainer()) this.key(event, false); });
    }

    /* ---- what the page tells ------------------------------------------------------------------ */

    show(told) {
      const first = this.told === null, wished = !first && told.wish !== this.told.wish, answered = told.heard >= (this.map.passageClicks || 0), chosen = told.phase !== this.pagePhase;
      this.told = told; this.box.hidden = !told.events.length;
      this.map.getContainer().classList.toggle("passage-clocked", !this.box.hidden);
      this.starts = Math.floor(told.from); this.ends = Math.ceil(told.to);
      this.events = told.events;
      if (first && told.span) this.under(told.span);
      this.changes = [...new Set(features(this.map).flatMap(({ feature }) => (feature.times || []).flat()))].filter((at) => at !== null).sort((a, b) => a - b);
      const current = this.phase(this.moment);
      // the page has chosen a phase, and not because the clock asked for it or has long gone on
      if (first || wished || (chosen && answered && told.phase !== this.asked && (!current || current.id !== told.phase))) {
        this.moment = told.moment; clearTimeout(this.resting);
      }
      if (answered) this.asked = null;
      this.pagePhase = told.phase; this.standing = null;
      this.moveTo(this.moment, { quiet: true });
    }

    phase(moment) {
      const covering = this.told ? this.told.phases.filter((one) => one.from <= moment && moment < one.to) : [];
      return covering[covering.length - 1];
    }

    /* ---- local time --------------------------------------------------------------------------- */

    offset(moment) {
      const passed = this.told.offsets.filter(([from]) => from <= moment);
      return (passed.length ? passed[passed.length - 1] : this.told.offsets[0])[1];
    }

    words(moment) {
      const minutes = this.offset(moment), here = new Date((moment + minutes * MINUTE) * 1000), ahead = Math.abs(minutes);
      const rest = ahead % 60 ? `:${two(ahead % 60)}` : "";
      return { day: `${WEEKDAYS[here.getUTCDay()]} ${here.getUTCDate()} ${MONTHS[here.getUTCMonth()]} ${here.getUTCFullYear()}`,
        time: `${two(here.getUTCHours())}:${two(here.getUTCMinutes())}`, offset: `UTC${minutes < 0 ? "-" : "+"}${Math.floor(ahead / 60)}${rest}` };
    }

    midnight(moment) {
      const shift = this.offset(moment) * MINUTE;
      return Math.floor((moment + shift) / DAY) * DAY - shift;
    }

    window() {
      const phase = this.phase(this.moment);
      if (this.span === "day") { const from = this.midnight(this.moment); return [from, from + DAY]; }
      return this.span === "phase" && phase ? [phase.from, phase.to] : [this.starts, this.ends];
    }

    /* ---- moving ------------------------------------------------------------------------------- */

    moveTo(moment, { quiet = false } = {}) {
      this.moment = Math.min(Math.max(moment, this.starts), this.ends);
      if (!this.held) this.toggle();
      this.columns.moveTo(this.moment);
      this.say();
      this.watching.forEach((watch) => watch(this));
      if (!quiet && !this.playing) this.rest();
    }

    // features change only where one of their times begins or ends
    toggle() {
      const stands = this.changes.findIndex((change) => change > this.moment);
      if (stands === this.standing) return;
      this.standing = stands;
      features(this.map).forEach((drawn) => hide(this.map, drawn, "clock", !holds(drawn.feature.times, this.moment)));
    }

    // another tool decides what is seen when; until it lets go
    hold(isHeld) {
      this.held = isHeld; this.standing = null;
      this.columns.hide(isHeld);
      if (isHeld) { this.play(false); features(this.map).forEach((drawn) => hide(this.map, drawn, "clock", false)); }
      else this.toggle();
      this.box.hidden = isHeld;
    }

    step(forward) {
      const next = forward ? this.events.find(([at]) => at > this.moment) : [...this.events].reverse().find(([at]) => at < this.moment);
      this.play(false);
      this.moveTo(next ? next[0] : forward ? this.ends : this.starts);
    }

    play(wanted) {
      if (this.playing === wanted) return;
      this.playing = wanted;
      this.playButton.textContent = wanted ? "❚❚" : "▶";
      this.playButton.setAttribute("aria-label", wanted ? "Pause" : "Play");
      this.news.setAttribute("aria-live", wanted ? "off" : "polite");
      if (!wanted) { clearInterval(this.steps); this.rest(); return; }
      if (this.moment >= this.ends) this.moment = this.starts;
      let last = performance.now();
      const go = (seconds) => { this.moveTo(this.moment + seconds * Number(this.rate.value), { quiet: true }); if (this.moment >= this.ends) this.play(false); };
      if (still.matches) { this.steps = setInterval(() => go(1), 1000); return; }
      const frame = (now) => {
        if (!this.playing) return;
        go(Math.min(now - last, 200) / 1000); last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }

    // the page hears once, and only when its phase is not the clock's
    rest() {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        const phase = this.phase(this.moment);
        if (this.playing || this.map.passagePresenting || !phase || phase.id === (this.asked || this.pagePhase)) return;
        this.asked = phase.id;
        passageMap.tell(this.map, null, this.map.getCenter(), { part: "clock", phase: phase.id, moment: this.moment });
      }, REST_MS);
    }

    /* ---- what is seen of it --------------------------------------------------------------------- */

    build() {
      this.box = element("div", "passage-clock"); this.box.setAttribute("role", "group"); this.box.setAttribute("aria-label", "Clock");
      this.box.hidden = true;
      const row = element("div", "passage-clock-row"), button = (text, name, act) => {
        const made = element("button", "", text);
        made.type = "button"; made.setAttribute("aria-label", name); made.title = name; made.addEventListener("click", act); row.appendChild(made);
        return made;
      };
      button("❘◀", "To the event before (Page Up)", () => this.step(false));
      this.playButton = button("▶", "Play", () => this.play(!this.playing));
      button("▶❘", "To the next event (Page Down)", () => this.step(true));
      this.face = element("output", "passage-clock-face"); row.appendChild(this.face);
      this.rate = this.choice(row, "Speed", RATES.map(([rate, name]) => [rate, name]), () => {});
      this.spanChoice = this.choice(row, "Time under the slider", Object.entries(SPANS).map(([key, [name]]) => [key, name]), () => this.under(this.spanChoice.value));
      this.slider = element("input", "passage-clock-slider"); this.slider.type = "range"; this.slider.step = "1";
      this.slider.setAttribute("aria-label", "Moment");
      this.slider.addEventListener("input", () => { this.play(false); this.moveTo(Number(this.slider.value)); });
      this.marks = element("div", "passage-clock-marks"); this.marks.setAttribute("aria-hidden", "true");
      const track = element("div", "passage-clock-track"), under = element("div", "passage-clock-row"); track.append(this.marks, this.slider);
      under.append(track);
      this.news = element("div", "passage-clock-news", ""); this.news.setAttribute("aria-live", "polite");
      this.box.append(row, under, this.news);
      this.box.addEventListener("keydown", (event) => this.key(event, true));
      L.DomEvent.disableClickPropagation(this.box); L.DomEvent.disableScrollPropagation(this.box);
      this.map.getContainer().appendChild(this.box);
      new ResizeObserver(() => this.makeRoom()).observe(this.box);
      this.under("day");
    }

    // what stands at the foot of the map stands above the clock, however many lines it takes
    makeRoom() {
      const high = this.box.offsetHeight;
      if (!high) return;
      this.map.getContainer().style.setProperty("--clock", `${high}px`);
      if (this.roomy) return;
      this.roomy = true; this.map.passageBelow = high + 10;
      passageMap.refit(this.map);
    }

    choice(row, name, options, act) {
      const made = element("select", "");
      made.setAttribute("aria-label", name); made.title = name;
      options.forEach(([value, text]) => { const option = element("option", "", text); option.value = value; made.appendChild(option); });
      made.addEventListener("change", act); row.appendChild(made);
      return made;
    }

    under(span) {
      this.span = span; this.spanChoice.value = span; this.rate.value = String(SPANS[span][2]); this.marked = "";
      if (this.moment !== null) this.say();
    }

    key(event, inBox) {
      const on = event.target.tagName, free = on !== "SELECT" && !event.ctrlKey && !event.metaKey && !event.altKey;
      const [from, to] = this.told ? this.window() : [0, 0], small = SPANS[this.span][1];
      const acts = { PageDown: () => this.step(true), PageUp: () => this.step(false) };
      if (on !== "BUTTON") acts[" "] = () => this.play(!this.playing);
      if (inBox) {
        Object.assign(acts, { ArrowRight: () => this.by(small), ArrowLeft: () => this.by(-small), ArrowUp: () => this.by(small), ArrowDown: () => this.by(-small),
          Home: () => this.by(from - this.moment), End: () => this.by(to - this.moment) });
      }
      if (!free || !acts[event.key] || this.held || this.map.passagePresenting) return;
      event.preventDefault(); event.stopPropagation();
      acts[event.key]();
    }

    by(seconds) { this.play(false); this.moveTo(this.moment + seconds); }

    say() {
      this.mark();
      this.slider.value = String(this.moment);
      // while it plays, words change often enough for the eye and seldom enough for the machine
      if (this.playing && performance.now() - (this.saidAt || 0) < 120) return;
      this.saidAt = performance.now();
      const { day, time, offset } = this.words(this.moment), phase = this.phase(this.moment), number = phase ? this.told.phases.indexOf(phase) + 1 : 0;
      this.slider.setAttribute("aria-valuetext", `${day} ${time} (${offset})`);
      const clock = element("strong", "", time), rest = element("span", "", `${day} (${offset})`);
      const name = element("span", "passage-clock-phase", phase ? `${number}  ${phase.name}` : "no phase");
      this.face.replaceChildren(rest, clock, name);
      this.news.textContent = this.happening();
    }

    happening() {
      const now = this.events.filter(([at]) => at === this.moment).map(([, text]) => text);
      const next = this.events.find(([at]) => at > this.moment), on = this.columns.onRoad();
      const soon = next ? `next: ${next[1]}, ${this.near(next[0])}` : "nothing more is planned";
      const road = on === 1 ? "1 column on the road" : `${on || "no"} columns on the road`;
      return [...now, ...(this.told.columns === false ? [] : [road]), soon].join(" · ");
    }

    near(moment) {
      const { day, time } = this.words(moment);
      return this.words(this.moment).day === day ? time : `${day} ${time}`;
    }

    mark() {
      const [from, to] = this.window(), state = `${from} ${to} ${this.events.length}`;
      if (this.marked === state) return;
      this.marked = state; this.slider.min = String(from); this.slider.max = String(to);
      this.marks.replaceChildren(...this.events.filter(([at]) => at >= from && at <= to).map(([at, text]) => {
        const mark = element("i", text.startsWith("Phase") ? "passage-mark-phase" : "");
        mark.style.insetInlineStart = `${(100 * (at - from)) / (to - from)}%`;
        return mark;
      }));
    }
  }

  return {
    holds,
    start(map) { map.passageClock = new Clock(map); map.passageBelow = 122; },
    show(map, told) { map.passageClock.show(told); },
  };
})();
