/* Where a pointer snaps to: corners before edges of other shapes before roads, as far as a fingertip.
   Roads are those of the map's own tiles, the finest that are held for the place. */
"use strict";

window.passageSnap = (() => {
  const { lines, edges, box, meet, same, isArea } = window.passageShapes;
  const COARSE = window.matchMedia("(pointer: coarse)").matches;
  const REACH_PX = COARSE ? 20 : 12;

  const pixels = (map, [x, y]) => map.latLngToContainerPoint([y, x]);

  /* the nearest of some places on the screen, each with what it is called; null beyond reach */
  const nearest = (map, point, places, reach = REACH_PX) => places.reduce((best, one) => {
    const far = pixels(map, one.at).distanceTo(point);
    return far <= (best ? best.far : reach) ? { ...one, far } : best;
  }, null);

  const onto = ([a, b], point, map) => {
    const p = pixels(map, a), q = pixels(map, b), dx = q.x - p.x, dy = q.y - p.y, square = dx * dx + dy * dy;
    const share = square ? Math.max(0, Math.min(1, ((point.x - p.x) * dx + (point.y - p.y) * dy) / square)) : 0;
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  };

  const window_ = (map, point) => {
    const a = map.containerPointToLatLng(point.subtract([REACH_PX, REACH_PX])), b = map.containerPointToLatLng(point.add([REACH_PX, REACH_PX]));
    return [a.lng, b.lat, b.lng, a.lat];
  };
  const spans = ([a, b], room) => Math.max(a[0], b[0]) >= room[0] && Math.min(a[0], b[0]) <= room[2] && Math.max(a[1], b[1]) >= room[1] && Math.min(a[1], b[1]) <= room[3];

  /* ---- shapes ----------------------------------------------------------------------------------- */

  const ofShapes = (map, point, room, shapes, free) => {
    const near = shapes.filter(({ geometry }) => meet(box(geometry), room));
    const corners = near.flatMap(({ geometry, name }) => lines(geometry).flatMap((line) => line.filter(([x, y]) => meet([x, y, x, y], room)))
      .filter((at) => !free.some((own) => same(own, at))).map((at) => ({ at, what: `corner of ${name}` })));
    const corner = nearest(map, point, corners);
    if (corner) return corner;
    const sides = near.flatMap(({ geometry, name }) => edges(geometry).filter((edge) => spans(edge, room) && !edge.some((end) => free.some((own) => same(own, end))))
      .map((edge) => ({ at: onto(edge, point, map), what: `${isArea(geometry) ? "edge" : "line"} of ${name}` })));
    return nearest(map, point, sides);
  };

  /* ---- roads: the tiles are read with the map, so nothing is asked of anybody ----------------------- */

  const tileAt = (tiles, at) => {
    const rise = Math.log(Math.tan(Math.PI / 4 + (at[1] * Math.PI) / 360)), x = (at[0] + 180) / 360, y = (1 - rise / Math.PI) / 2;
    for (let z = 16; z >= 8; z -= 1) {
      const wide = 2 ** z, column = Math.floor(x * wide), row = Math.floor(y * wide), held = tiles.cache.get(`${column}:${row}:${z}`);
      if (held) return { features: held.data.get("roads") || [], x: column, y: row, wide, size: tiles.tileSize };
    }
    return null;
  };
  const placeOf = (tile, { x, y }) => {
    const across = (tile.x + x / tile.size) / tile.wide, down = (tile.y + y / tile.size) / tile.wide;
    return [across * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI];
  };
  const ofRoads = (map, point, room) => {
    const view = map.passageTiles?.[0]?.views.get(""), middle = map.containerPointToLatLng(point);
    const tile = view && tileAt(view.tileCache, [middle.lng, middle.lat]);
    if (!tile) return null;
    const found = tile.features.flatMap((feature) => {
      const { minX, minY, maxX, maxY } = feature.bbox, [west, north] = placeOf(tile, { x: minX, y: minY }), [east, south] = placeOf(tile, { x: maxX, y: maxY });
      if (!meet([west, south, east, north], room)) return [];
      return feature.geom.map((line) => line.map((place) => placeOf(tile, place)));
    });
    const ends = nearest(map, point, found.flatMap((line) => [line[0], line[line.length - 1]]).map((at) => ({ at, what: "end of a road" })), REACH_PX / 2);
    if (ends) return ends;
    const sides = found.flatMap((line) => line.slice(1).map((b, n) => [line[n], b]).filter((edge) => spans(edge, room)));
    return nearest(map, point, sides.map((edge) => ({ at: onto(edge, point, map), what: "road" })));
  };

  /* the place a point on the screen stands for, and what it was drawn to; `free` are corners that do not count */
  const snapped = (map, point, shapes, { free = [], on = true } = {}) => {
    const room = window_(map, point), found = on ? ofShapes(map, point, room, shapes, free) || ofRoads(map, point, room) : null;
    if (found) return { at: found.at, what: found.what };
    const { lng, lat } = map.containerPointToLatLng(point);
    return { at: [lng, lat], what: "" };
  };

  return { snapped, pixels, COARSE };
})();
