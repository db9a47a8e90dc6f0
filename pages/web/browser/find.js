/* Search on the map: names in any script, codes and numbers from lists fetched once, and positions, which the app
   reads so that there is one reader of them. A result is gone to, marked, and chosen as if it had been clicked. */
"use strict";

passageMap.parts.find = (() => {
  const GLASS = "M10.500 3a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15ZM16 16 21.500 21.500";
  const MOST = 12, CLOSEST = 15;
  const FAULT = "The list of names could not be fetched; reload the page.";
  const element = (...made) => passageMap.element(...made);

  /* ---- words, alike however they are written --------------------------------------------------- */

  const ALIKE = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ک": "ك", "ـ": "", "ء": "", "ı": "i", "ø": "o", "ß": "ss", "æ": "ae", "ʿ": "", "ʾ": "", "’": "", "'": "", "‘": "", "`": "" };
  const plain = (text) => [...text.toLowerCase()].map((letter) => ALIKE[letter] ?? letter).join("")
    .normalize("NFKD").replace(/\p{M}/gu, "").replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
  // the article stands before a name or not
  const bare = (word) => (/^ال/.test(word) && word.length > 4 ? word.slice(2) : word);
  const wordsOf = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(bare).filter((word) => !/^(al|el|ash|as|ad|an|ar|at|az)$/.test(word) || text.length < 5);

  // how many letters differ between what was typed and the beginning of a word: left out, added, wrong, or two in the wrong order
  const slips = (typed, word, most) => {
    let before = null, above = Array.from({ length: word.length + 1 }, (_, n) => n);
    for (let i = 1; i <= typed.length; i += 1) {
      const here = [i];
      for (let j = 1; j <= word.length; j += 1) {
        here[j] = Math.min(above[j] + 1, here[j - 1] + 1, above[j - 1] + (typed[i - 1] === word[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) here[j] = Math.min(here[j], before[j - 2] + 1);
      }
      if (Math.min(...here) > most) return Infinity;
      before = above; above = here;
    }
    return Math.min(...above.slice(Math.max(0, typed.length - most)));
  };

  const allowed = (word) => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

  const misfit = (typed, word, fuzzy) => {
    if (word === typed) return 0;
    if (word.startsWith(typed)) return 0.1;
    const most = fuzzy ? allowed(typed) : 0, off = most ? slips(typed, word.slice(0, typed.length + 2), most) : Infinity;
    return off <= most ? off : Infinity;
  };

  // every word that was typed takes a word of its own, the best first, so that M-0310-03 is not M-0310-02
  const misfits = (typed, words, fuzzy) => {
    const left = [...words];
    let sum = 0;
    for (const word of typed) {
      let best = -1, least = Infinity;
      left.forEach((other, n) => { const off = misfit(word, other, fuzzy); if (off < least) { best = n; least = off; } });
      if (best < 0) return Infinity;
      left.splice(best, 1); sum += least;
    }
    return sum;
  };

  const entry = ([id, kind, name, ar, codes, bounds], order) => ({ id, kind, name, ar, codes, bounds, order,
    words: [...new Set([name, ar, ...codes].flatMap(wordsOf))] });

  const matches = (entries, text) => {
    const typed = wordsOf(text);
    if (!typed.length) return [];
    const search = (fuzzy) => entries.map((one) => ({ one, off: misfits(typed, one.words, fuzzy) }))
      .filter(({ off }) => off < Infinity)
      .sort((a, b) => a.off - b.off || Boolean(b.one.id) - Boolean(a.one.id) || a.one.words.length - b.one.words.length || a.one.order - b.one.order);
    const found = search(false);
    return (found.length ? found : search(true)).slice(0, MOST).map(({ one }) => one);
  };

  // nothing but a position has two numbers and little else
  const maybePosition = (text) => (plain(text).match(/\d+/g) || []).join("").length >= 4;

  /* ---- lists of names -------------------------------------------------------------------------- */

  const lists = new Map();
  const fetched = (url) => {
    if (!lists.has(url)) {
      lists.set(url, fetch(url).then((answer) => { if (!answer.ok) throw new Error(url); return answer.json(); })
        .then((rows) => rows.map(entry)).catch((fault) => { lists.delete(url); throw fault; }));
    }
    return lists.get(url);
  };
  const entries = async (map) => (await Promise.all(map.passageFind.lists.map(fetched))).flat();

  /* ---- results --------------------------------------------------------------------------------- */

  const go = (map, [west, south, east, north]) => {
    if (west === east && south === north) map.setView([south, west], Math.max(map.getZoom(), CLOSEST), { animate: false });
    else map.fitBounds([[south, west], [north, east]], { padding: [40, 40], maxZoom: CLOSEST, animate: false });
  };

  const mark = (map, latlng, words) => {
    const state = map.passageFind;
    state.mark?.remove();
    const ring = element("div", "passage-mark"), name = element("div", "passage-mark-name", words);
    const whole = element("div", ""); whole.append(ring, name);
    state.mark = L.marker(latlng, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "passage-label", html: whole, iconSize: [0, 0] }) }).addTo(map);
  };
  const unmark = (map) => { map.passageFind.mark?.remove(); map.passageFind.mark = null; };

  const middle = ([west, south, east, north]) => L.latLng((south + north) / 2, (west + east) / 2);

  const pick = (map, one) => {
    go(map, one.bounds);
    mark(map, middle(one.bounds), [one.name, one.ar].filter(Boolean)[0] || one.id);
    say(map, `${one.name || one.ar}: shown on the map.`);
    if (one.id) passageMap.tell(map, one.id, middle(one.bounds));
  };

  const ask = (map, text) => {
    if (map.passageBusy || map.passageReads) { say(map, "Finish or end drawing and measuring first, then search for a position."); return; }
    say(map, "Reading the position …");
    passageMap.tell(map, null, map.getCenter(), { part: "find", text });
  };

  const say = (map, text) => { map.passageFind.said.textContent = text; };

  const result = (map, one) => {
    const made = passageMap.parts.shelf.button("", () => pick(map, one), "passage-result"), names = element("span", "passage-result-name", one.name || one.ar);
    made.appendChild(names);
    if (one.ar && one.name) { const ar = element("span", "passage-result-ar", one.ar); ar.lang = "ar"; made.appendChild(ar); }
    const code = one.codes.find((text) => wordsOf(map.passageFind.field.value).some((word) => plain(text).includes(word)));
    made.appendChild(element("span", "passage-result-kind", [one.kind, code].filter(Boolean).join(" · ")));
    return made;
  };

  const positionRow = (map, text) => passageMap.parts.shelf.button(`Go to the position ${text}`, () => ask(map, text), "passage-result");

  const look = async (map) => {
    const { field, results } = map.passageFind, text = field.value.trim();
    if (!text) { results.replaceChildren(); say(map, ""); unmark(map); return; }
    let found = [];
    try { found = matches(await entries(map), text); } catch (fault) { say(map, FAULT); return; }
    if (field.value.trim() !== text) return;
    const rows = found.map((one) => result(map, one));
    if (maybePosition(text)) { if (found.length) rows.push(positionRow(map, text)); else rows.unshift(positionRow(map, text)); }
    results.replaceChildren(...rows);
    say(map, found.length ? "" : rows.length ? "" : `Nothing here is called “${text}”.`);
  };

  // up and down walk through the results, Enter takes the first
  const walk = (map, event) => {
    const { field, results } = map.passageFind, all = [field, ...results.querySelectorAll("button")], at = all.indexOf(document.activeElement);
    if (event.key === "Enter" && document.activeElement === field) { results.querySelector("button")?.click(); event.preventDefault(); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all[at + step]) { all[at + step].focus(); event.preventDefault(); }
    if (event.key !== "Escape") event.stopPropagation();
  };

  const start = (map) => {
    const { shelf } = passageMap.parts, field = document.createElement("input"), results = element("div", "passage-results"), said = element("div", "passage-said");
    const drawer = shelf.add(map, { title: "Search", path: GLASS, key: "/", opened: () => { field.focus(); field.select(); look(map); } });
    Object.assign(field, { type: "search", placeholder: "Name, P-code, convoy, position", autocomplete: "off", spellcheck: false, dir: "auto", maxLength: 120 });
    field.className = "passage-field";
    field.setAttribute("aria-label", "Search for a name, P-code, convoy number or position");
    said.setAttribute("aria-live", "polite");
    map.passageFind = { drawer, field, results, said, lists: [], mark: null };
    field.addEventListener("input", () => look(map));
    drawer.panel.addEventListener("keydown", (event) => walk(map, event));
    drawer.panel.append(field, said, results);
    shelf.onKey((event) => { if (event.key === "/") { event.preventDefault(); window.focus(); drawer.open(); field.focus(); } });
  };

  const show = (map, told) => {
    const state = map.passageFind, fresh = String(told.lists) !== String(state.lists), { answer } = told;
    state.lists = told.lists;
    if (fresh && state.field.value && map.passageShelf.open === state.drawer) look(map);
    // an answer of the page before, or one that was shown, moves nothing
    if (!answer || answer.count !== map.passageClicks || state.answered === answer.count) return;
    state.answered = answer.count;
    if (answer.fault) { say(map, answer.fault); return; }
    const [lat, lon] = answer.at;
    go(map, [lon, lat, lon, lat]); mark(map, L.latLng(lat, lon), answer.told);
    say(map, `Read as ${answer.form}: ${answer.told}${answer.off_m >= 10 ? `, known to about ${Math.round(answer.off_m).toLocaleString("en")} m` : ""}.`);
  };

  return { start, show, wordsOf, matches, entry };
})();
