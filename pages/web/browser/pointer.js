/* The position under the pointer in the form that was chosen, and a card with every form, to be copied. */
"use strict";

passageMap.parts.pointer = (() => {
  const FORM = "passage.form";
  const element = (...made) => passageMap.element(...made);
  const grid = () => passageMap.parts.grid;

  const formOf = () => {
    try { return grid().FORMS.find((form) => form === window.localStorage.getItem(FORM)) || grid().FORMS[0]; } catch (fault) { return grid().FORMS[0]; }
  };

  const copied = async (text) => {
    // the clipboard is only there on this machine or over an encrypted line; elsewhere the old way still works
    if (navigator.clipboard) { try { await navigator.clipboard.writeText(text); return true; } catch (fault) { /* the old way */ } }
    const field = element("textarea", ""); field.value = text;
    document.body.appendChild(field); field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  };

  const row = (form, text) => {
    const made = passageMap.parts.shelf.button("", async () => {
      made.lastChild.textContent = (await copied(text)) ? "copied" : text;
    }, "passage-copy");
    made.append(element("span", "passage-copy-form", form), element("bdi", "", text), element("span", "passage-copy-said", "copy"));
    made.setAttribute("aria-label", `Copy ${text}`);
    return made;
  };

  const close = (map) => { map.passageCard?.remove(); map.passageCard = null; };

  const card = (map, latlng) => {
    close(map);
    const made = passageMap.parts.shelf.still(element("div", "passage-card")), at = map.latLngToContainerPoint(latlng), size = map.getSize();
    made.setAttribute("role", "dialog"); made.setAttribute("aria-label", "This position");
    made.append(...grid().FORMS.map((form) => row(form, grid().told(latlng, form))));
    made.addEventListener("keydown", (event) => { if (event.key === "Escape") { close(map); map.getContainer().focus(); } });
    map.getContainer().appendChild(made);
    made.style.left = `${Math.max(4, Math.min(at.x, size.x - made.offsetWidth - 4))}px`;
    made.style.top = `${Math.max(4, Math.min(at.y + 6, size.y - made.offsetHeight - 4))}px`;
    made.querySelector("button").focus();
    map.passageCard = made;
  };

  const start = (map) => {
    const control = L.control({ position: "bottomleft" }), line = passageMap.parts.shelf.still(element("div", "passage-pointer"));
    const choice = document.createElement("select"), text = element("bdi", "passage-pointer-text");
    choice.setAttribute("aria-label", "Form of positions");
    grid().FORMS.forEach((form) => { const option = element("option", "", form === grid().FORMS[3] ? "deg min sec" : form); option.value = form; choice.appendChild(option); });
    choice.value = formOf();
    choice.addEventListener("change", () => { try { window.localStorage.setItem(FORM, choice.value); } catch (fault) { /* for this map only */ } write(); });
    // without a pointer on it the map tells its middle
    let at = null;
    const write = () => { text.textContent = at ? grid().told(at, choice.value) : `map centre ${grid().told(map.getCenter(), choice.value)}`; };
    map.on("mousemove", (event) => { at = event.latlng; write(); });
    map.on("mouseout", () => { at = null; write(); });
    map.on("moveend", () => { if (!at) write(); });
    map.on("contextmenu", (event) => { if (!map.passageBusy) card(map, event.latlng); });
    map.on("click movestart", () => close(map));
    // the key c copies without a mouse
    passageMap.parts.shelf.onKey((event) => { if (event.key === "c" && map.getContainer().contains(document.activeElement)) card(map, at || map.getCenter()); });
    line.append(choice, text); control.onAdd = () => line; control.addTo(map);
  };

  return { start, show: () => {} };
})();
