/* The shelf under the zoom buttons: one button for each tool for reading, and the one panel that is open. */
"use strict";

passageMap.parts.shelf = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  const icon = (path) => {
    const svg = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 24 24"); svg.setAttribute("aria-hidden", "true"); svg.setAttribute("class", "passage-icon");
    line.setAttribute("d", path); svg.appendChild(line);
    return svg;
  };

  // a button of the page, with words; `act` hears the press
  const button = (words, act, className = "passage-press") => {
    const made = passageMap.element("button", className, words);
    made.type = "button"; made.addEventListener("click", act);
    return made;
  };

  const still = (node) => { L.DomEvent.disableClickPropagation(node); L.DomEvent.disableScrollPropagation(node); return node; };

  const close = (map) => {
    const open = map.passageShelf.open;
    if (!open) return;
    map.passageShelf.open = null;
    open.panel.hidden = true; open.button.setAttribute("aria-expanded", "false");
    if (open.closed) open.closed();
  };

  const open = (map, drawer) => {
    if (map.passageShelf.open === drawer) return;
    close(map);
    map.passageShelf.open = drawer;
    drawer.panel.hidden = false; drawer.button.setAttribute("aria-expanded", "true");
    if (drawer.opened) drawer.opened();
  };

  /* A drawer of the shelf: {title, path, key, opened, closed}; gives {panel, button, open, close}. */
  const add = (map, { title, path, key, opened, closed }) => {
    const pressed = passageMap.element("button", "passage-shelf-button"), panel = still(passageMap.element("div", "passage-panel"));
    pressed.type = "button"; pressed.title = key ? `${title} (${key})` : title;
    pressed.setAttribute("aria-label", title); pressed.setAttribute("aria-expanded", "false");
    pressed.appendChild(icon(path));
    panel.hidden = true; panel.setAttribute("role", "region"); panel.setAttribute("aria-label", title);
    const drawer = { panel, button: pressed, opened, closed, open: () => open(map, drawer), close: () => close(map) };
    pressed.addEventListener("click", () => (map.passageShelf.open === drawer ? close(map) : open(map, drawer)));
    map.passageShelf.column.appendChild(pressed); map.getContainer().appendChild(panel);
    return drawer;
  };

  const typing = (node) => node && (/^(input|textarea|select)$/i.test(node.tagName) || node.isContentEditable);

  // keys work wherever on the page nobody is typing: on the map, and around it
  const onKey = (act) => {
    const hear = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) act(event);
    };
    document.addEventListener("keydown", hear);
    if (window.parent === window) return;
    window.parent.document.addEventListener("keydown", hear);
    window.addEventListener("pagehide", () => window.parent.document.removeEventListener("keydown", hear));
  };

  // what was chosen for reading stays chosen on every page of this tab
  const kept = (name, otherwise) => {
    try { return JSON.parse(window.sessionStorage.getItem(`passage.${name}`)) ?? otherwise; } catch (fault) { return otherwise; }
  };
  const keep = (name, value) => {
    try { window.sessionStorage.setItem(`passage.${name}`, JSON.stringify(value)); } catch (fault) { /* then only this map knows */ }
  };

  const start = (map) => {
    const control = L.control({ position: "topleft" }), column = still(passageMap.element("div", "passage-shelf leaflet-bar"));
    control.onAdd = () => column; control.addTo(map);
    map.passageShelf = { column, open: null };
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !map.passageShelf.open) return;
      const { button: pressed } = map.passageShelf.open;
      close(map); pressed.focus();
    });
  };

  return { start, show: () => {}, add, button, icon, still, onKey, kept, keep };
})();
