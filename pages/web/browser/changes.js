/* Goes to what a sentence tells of, once for each time it is asked to. */
"use strict";

window.passageMap.parts.changes = (() => {
  const start = () => {};

  const show = (map, told) => {
    // the first word only says how often somebody went anywhere before this map was there
    const first = map.passageWent === undefined;
    if (map.passageWent === told.go) return;
    map.passageWent = told.go;
    if (!first && told.bounds) map.fitBounds(told.bounds, { padding: [60, 60], maxZoom: 15 });
  };

  return { start, show };
})();
