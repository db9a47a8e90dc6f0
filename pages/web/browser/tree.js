/* The list of layers, which is the legend too: groups of looks, each with its picture, count and a box to hide it.
   What is hidden stays hidden on every page of this tab until it is shown again, and the map says so. */
"use strict";

passageMap.parts.tree = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const LAYERS = "M12 3 2.500 8.300 12 13.600 21.500 8.300ZM4.600 11.600 2.500 12.800 12 18.100 21.500 12.800 19.400 11.600 12 15.700Z";
  const GROUPS = ["Force", "Areas", "Ways", "Places", "Reports", "Findings", "Other"];
  const GROUND = "Ground";
  // what is not a feature of the operation: rows of the list and the panes they stand for
  const PANES = { "Roads, water and borders": ["ground", "roads"], "Names of roads and places": ["roadnames"] };
  const FAINTEST = 30;

  const element = (...made) => passageMap.element(...made);
  // a look is hidden by its words, in whichever group a page lists it
  const keyOf = (group, words) => words;

  const drawnIn = (node, attributes) => { Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value)); return node; };

  const swatch = (look) => {
    if (look.symbol || (look.sign && !look.casing)) return passageMap.pin(look);
    const svg = drawnIn(document.createElementNS(SVG, "svg"), { width: 28, height: 18, viewBox: "0 0 28 18", "aria-hidden": "true", class: "passage-swatch" });
    const style = passageMap.styleOf(look, !look.casing), shape = (tag, attributes) => svg.appendChild(drawnIn(document.createElementNS(SVG, tag), attributes));
    const line = { stroke: look.colour, "stroke-width": Math.min(look.weight, 4), "stroke-dasharray": look.dash, "stroke-linecap": "round" };
    if (look.casing) {
      shape("path", { d: "M1 9h26", fill: "none", stroke: "#fff", "stroke-width": Math.min(look.weight, 4) + 3 });
      shape("path", { d: "M1 9h26", fill: "none", ...line });
    } else shape("rect", { x: 2, y: 2, width: 24, height: 14, rx: 2, fill: style.fillColor, "fill-opacity": style.fillOpacity, ...line });
    return svg;
  };

  /* groups as they are on the map now: [{name, rows: [{words, look, drawn: []}]}] */
  const gathered = (map) => {
    const groups = new Map(GROUPS.map((name) => [name, new Map()]));
    passageMap.features(map).forEach((drawn) => {
      const rows = groups.get(drawn.group) || groups.get("Other"), { words } = drawn.look;
      if (!rows.has(words)) rows.set(words, { words, look: drawn.look, drawn: [] });
      rows.get(words).drawn.push(drawn);
    });
    return [...groups].filter(([, rows]) => rows.size).map(([name, rows]) => ({ name, rows: [...rows.values()] }));
  };

  const groundRows = () => Object.keys(PANES).map((words) => ({ words, look: null, drawn: [] }));

  // how many things a row stands for at the moment of the map: a corridor in three pieces is one
  const isThere = (drawn) => [...drawn.reasons].every((reason) => reason === "tree");
  const count = (row) => new Set(row.drawn.filter(isThere).map((drawn, n) => drawn.feature.id || n)).size;

  /* ---- hiding ----------------------------------------------------------------------------------- */

  const apply = (map) => {
    const { off, strength } = map.passageTree;
    map.passageTree.groups.forEach((group) => group.rows.forEach((row) => {
      const isOff = off.has(keyOf(group.name, row.words));
      row.drawn.forEach((drawn) => passageMap.hide(map, drawn, "tree", isOff));
    }));
    Object.entries(PANES).forEach(([words, panes]) => panes.forEach((pane) => {
      map.getPane(pane).classList.toggle("passage-hidden", off.has(keyOf(GROUND, words)));
    }));
    map.getPane("areas").style.opacity = strength / 100;
    say(map);
  };

  const hidden = (map) => [...map.passageTree.groups, { name: GROUND, rows: groundRows() }]
    .flatMap((group) => group.rows.filter((row) => map.passageTree.off.has(keyOf(group.name, row.words))).map((row) => row.words));

  const say = (map) => {
    const { drawer, note } = map.passageTree, gone = hidden(map);
    note.hidden = !gone.length;
    note.textContent = `Hidden: ${gone.length < 3 ? gone.join(", ") : `${gone.length} kinds`} · show all`;
    note.title = gone.join(", ");
    drawer.button.setAttribute("aria-label", gone.length ? `Layers, ${gone.length} hidden` : "Layers");
  };

  const set = (map, keys, isOff) => {
    const { off } = map.passageTree;
    keys.forEach((key) => (isOff ? off.add(key) : off.delete(key)));
    passageMap.parts.shelf.keep("off", [...off]);
    apply(map); boxes(map);
  };

  const showAll = (map) => set(map, [...map.passageTree.off], false);

  const only = (map, name) => {
    const all = map.passageTree.groups.flatMap((group) => group.rows.map((row) => [group.name, keyOf(group.name, row.words)]));
    set(map, all.map(([, key]) => key), false);
    set(map, all.filter(([group]) => group !== name).map(([, key]) => key), true);
  };

  /* ---- the panel -------------------------------------------------------------------------------- */

  const box = (map, keys, words) => {
    const label = element("label", "passage-row"), input = document.createElement("input");
    input.type = "checkbox"; input.passageKeys = keys;
    input.addEventListener("change", () => set(map, keys, !input.checked));
    label.append(input, ...words);
    return label;
  };

  // what is checked follows what is hidden, whoever hid it
  const boxes = (map) => map.passageTree.drawer.panel.querySelectorAll("input[type=checkbox]").forEach((input) => {
    const off = input.passageKeys.filter((key) => map.passageTree.off.has(key)).length;
    input.checked = off < input.passageKeys.length; input.indeterminate = off > 0 && off < input.passageKeys.length;
  });

  const section = (map, group) => {
    const made = element("div", "passage-group"), head = element("div", "passage-group-head");
    made.setAttribute("role", "group"); made.setAttribute("aria-label", group.name);
    head.appendChild(box(map, group.rows.map((row) => keyOf(group.name, row.words)), [element("strong", "", group.name)]));
    if (group.name !== GROUND) {
      const alone = passageMap.parts.shelf.button("Only", () => only(map, group.name), "passage-only");
      alone.setAttribute("aria-label", `Only ${group.name}`);
      head.appendChild(alone);
    }
    made.appendChild(head);
    group.rows.forEach((row) => made.appendChild(box(map, [keyOf(group.name, row.words)], [
      ...(row.look ? [swatch(row.look)] : []), element("span", "passage-words", row.words),
      ...(row.look ? [element("span", "passage-count", String(count(row)))] : [])])));
    return made;
  };

  const drawnSection = (rows) => {
    const made = element("div", "passage-group");
    made.appendChild(element("div", "passage-group-head")).appendChild(element("strong", "", "Being drawn, always shown"));
    rows.forEach(({ look, count: many }) => {
      const row = element("div", "passage-row");
      row.append(swatch(look), element("span", "passage-words", look.words), element("span", "passage-count", String(many)));
      made.appendChild(row);
    });
    return made;
  };

  const strengthOf = (map) => {
    const label = element("label", "passage-strength"), slide = document.createElement("input");
    Object.assign(slide, { type: "range", min: FAINTEST, max: 100, step: 10, value: map.passageTree.strength });
    slide.addEventListener("input", () => {
      map.passageTree.strength = Number(slide.value); passageMap.parts.shelf.keep("strength", map.passageTree.strength); apply(map);
    });
    label.append(element("span", "", "Areas: faint to full"), slide);
    return label;
  };

  const build = (map) => {
    const { drawer, groups, being } = map.passageTree;
    if (map.passageShelf.open !== drawer) return;
    const focused = drawer.panel.contains(document.activeElement) && document.activeElement.passageKeys, at = drawer.panel.scrollTop;
    drawer.panel.replaceChildren(element("h2", "", "Layers"), ...(being.length ? [drawnSection(being)] : []),
      ...groups.map((group) => section(map, group)), section(map, { name: GROUND, rows: groundRows() }), strengthOf(map),
      passageMap.parts.shelf.button("Show all", () => showAll(map)));
    boxes(map);
    drawer.panel.scrollTop = at;
    if (focused) [...drawer.panel.querySelectorAll("input")].find((input) => String(input.passageKeys) === String(focused))?.focus();
  };

  const start = (map) => {
    const { shelf } = passageMap.parts;
    const drawer = shelf.add(map, { title: "Layers", path: LAYERS, opened: () => build(map) });
    const note = shelf.still(shelf.button("", () => showAll(map), "passage-off-note"));
    map.getContainer().appendChild(note);
    map.passageTree = { drawer, note, groups: [], being: [], off: new Set(shelf.kept("off", [])), strength: shelf.kept("strength", 100) };
    note.hidden = true;
  };

  const show = (map, told) => {
    Object.assign(map.passageTree, { groups: gathered(map), being: told.drawn });
    apply(map); build(map);
  };

  return { start, show, swatch, gathered, hidden };
})();
