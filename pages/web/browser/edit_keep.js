/* What is drawn and not saved, kept in this browser over a lost connection and offered back. */
"use strict";

window.passageKeep = (() => {
  const STEM = "passage.drawn.", ALIVE = "passage.alive.", BEAT_MS = 4000, DEAD_MS = 15000;

  const random = () => `${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
  const tab = () => {
    const known = sessionStorage.getItem("passage.tab") || random();
    sessionStorage.setItem("passage.tab", known);
    return known;
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };

  class Keep {
    constructor(editor) {
      this.editor = editor; this.now = null; this.asked = new Set();
      try { this.tab = tab(); } catch { this.tab = null; }
      setInterval(() => { if (this.now && this.own) this.write(ALIVE + this.now.session, Date.now()); }, BEAT_MS);
    }

    key(session) { return `${STEM}${this.now.operation}.${session}`; }

    write(key, value) {
      try { localStorage.setItem(key, typeof value === "string" ? value : JSON.stringify(value)); return true; } catch { return false; }
    }

    /* every shape that is not the saved one, as it is here */
    unsaved() {
      const { editor } = this, ids = new Set([...this.now.ids, ...editor.changed]);
      return Object.fromEntries([...ids].map((id) => [id, editor.plain(id)]));
    }

    /* called after every stroke and with every answer of the page */
    save() {
      if (!this.now || !this.tab) return;
      const changes = this.unsaved(), key = this.key(this.now.session);
      this.own = Object.keys(changes).length > 0;
      if (!this.own) { localStorage.removeItem(key); localStorage.removeItem(ALIVE + this.now.session); return; }
      this.write(ALIVE + this.now.session, Date.now());
      const kept = this.write(key, { revision: this.now.revision, tab: this.tab, at: Date.now(), changes });
      if (!kept && !this.warned) { this.warned = true; this.editor.say("These shapes are too large to be kept here over a lost connection; save often.", true); }
    }

    show(now) {
      if (!now) return;
      this.now = now;
      if (this.tab) this.offer();
      this.save();
    }

    /* drawings of sessions that are gone, newest first */
    offer() {
      const stem = this.key(""), own = this.key(this.now.session);
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(stem) && key !== own && !this.asked.has(key));
      const found = keys.map((key) => ({ key, kept: read(key) })).filter(({ key, kept }) => kept && this.isGone(key.slice(stem.length), kept));
      found.sort((a, b) => b.kept.at - a.kept.at).forEach((one) => this.ask(one));
    }

    isGone(session, kept) { return kept.tab === this.tab || Date.now() - Number(read(ALIVE + session) || 0) > DEAD_MS; }

    ask({ key, kept }) {
      this.asked.add(key);
      const session = key.slice(this.key("").length), forget = () => { localStorage.removeItem(key); localStorage.removeItem(ALIVE + session); };
      const differing = Object.entries(kept.changes).filter(([id, change]) => JSON.stringify(change) !== JSON.stringify(this.editor.plain(id)));
      if (!differing.length) { forget(); return; }
      const n = differing.length, other = kept.revision !== this.now.revision ? " They were drawn on another state of the plan: look at them before you save." : "";
      this.editor.tools.ask(`${n} change${n > 1 ? "s" : ""} from before the connection was lost.${other}`,
        ["Take them over", () => { this.editor.stroke(new Map(differing.map(([id, change]) => [id, change && change.geometry])), { kinds: new Map(differing.map(([id, change]) => [id, change?.kind])) }); forget(); }],
        ["Drop them", forget]);
    }
  }

  return { Keep };
})();
