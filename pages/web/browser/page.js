/* What Streamlit leaves out: names and roles for those who do not see the page, and light chosen on the page itself.
   It draws its parts again and again, so this watches. */
"use strict";

(() => {
  if (window.passagePage) return;

  /* ---- light: as this machine has it, daylight, or a dark room ---------------------------------- */

  const links = () => [...document.querySelectorAll("[data-testid=stPageLink-NavLink]")];
  // the first page has an empty address, which the browser would take for the page it is on
  const path = (link) => new URL(link.getAttribute("href") || ".", window.location.href).pathname;
  // Streamlit keeps its theme by the path of a page
  const keys = () => [window.location.pathname, ...links().map(path)].map((name) => `stActiveTheme-${name}-v2`);
  const kept = () => JSON.parse(localStorage.getItem("passage-light") || '"System"');
  const write = (light) => keys().forEach((key) => localStorage.setItem(key, JSON.stringify(light)));
  const choose = (light) => {
    localStorage.setItem("passage-light", JSON.stringify(light));
    write(light);
    window.location.reload();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-light]");
    if (button) choose(button.dataset.light);
  });

  // a page whose link was not drawn yet when light was chosen still has its old one
  const own = `stActiveTheme-${window.location.pathname}-v2`;
  if (localStorage.getItem("passage-light") && JSON.parse(localStorage.getItem(own) || '"System"') !== kept()) choose(kept());

  const shade = () => {
    const [red, green, blue] = getComputedStyle(document.querySelector("[data-testid=stApp]") || document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    document.documentElement.classList.toggle("passage-dark", 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128);
  };

  /* ---- a session that is over -------------------------------------------------------------------- */

  // Streamlit asks for signs of life when its connection ends; a refusal means that the session did
  const load = XMLHttpRequest.prototype.send;
  const leave = (status) => { if (status === 401) window.location.assign("/sign-in?said=over"); };
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("loadend", () => leave(this.status));
    return load.apply(this, given);
  };
  const ask = window.fetch;
  window.fetch = async (...given) => {
    const answer = await ask(...given);
    leave(answer.status);
    return answer;
  };

  /* ---- names and roles -------------------------------------------------------------------------- */

  const set = (node, name, value) => { if (node.getAttribute(name) !== value) node.setAttribute(name, value); };
  const mend = () => {
    shade();
    document.querySelectorAll("button[data-light]").forEach((button) => set(button, "aria-pressed", String(button.dataset.light === kept())));
    // a drop zone is named, so it is no mere decoration
    document.querySelectorAll("section[role=presentation][aria-label]").forEach((zone) => set(zone, "role", "group"));
    document.querySelectorAll("iframe[title*=folium]").forEach((map) => set(map, "aria-label", "Map"));
    links().forEach((link) => {
      if (path(link) === window.location.pathname) set(link, "aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  };

  window.passagePage = new MutationObserver(mend);
  window.passagePage.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
  mend();
})();
