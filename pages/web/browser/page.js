/* What Streamlit leaves out for those who do not see the page; it draws its parts again and again, so this watches. */
"use strict";

(() => {
  if (window.passagePage) return;
  const mend = () => {
    // a drop zone is named, so it is no mere decoration
    document.querySelectorAll("section[role=presentation][aria-label]").forEach((zone) => zone.setAttribute("role", "group"));
    document.querySelectorAll("iframe[title*=folium]:not([aria-label])").forEach((map) => map.setAttribute("aria-label", "Map"));
    const here = window.location.pathname.replace(/\/$/, "").split("/").pop();
    document.querySelectorAll("[data-testid=stPageLink-NavLink]").forEach((link) => {
      const isHere = link.getAttribute("href") === here;
      if (isHere !== link.hasAttribute("aria-current")) link.toggleAttribute("aria-current", isHere);
      if (isHere && link.getAttribute("aria-current") !== "page") link.setAttribute("aria-current", "page");
    });
  };
  window.passagePage = new MutationObserver(mend);
  window.passagePage.observe(document.body, { childList: true, subtree: true });
  mend();
})();
