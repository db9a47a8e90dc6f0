/* Shapes as values: GeoJSON geometries in degrees that are never written to; a change gives a new one.
   Rings are handed to changes open, without their repeated last corner. */
"use strict";

window.passageShapes = (() => {
  // a tenth of a millimetre: corners nearer to one another are one corner
  const NEAR_DEG = 1e-9;
  // beyond this many comparisons noding is left to the page, which does it when it hands shapes out
  const MOST_PAIRS = 2e7;

  const same = (a, b) => Math.abs(a[0] - b[0]) < NEAR_DEG && Math.abs(a[1] - b[1]) < NEAR_DEG;
  const isArea = (geometry) => geometry.type.endsWith("Polygon");

  const lists = new WeakMap(), boxes = new WeakMap();
  const remembered = (kept, geometry, make) => {
    if (!kept.has(geometry)) kept.set(geometry, make());
    return kept.get(geometry);
  };

  const given = (geometry) => {
    const { type, coordinates } = geometry;
    if (type === "Point") return [[coordinates]];
    if (type === "LineString") return [coordinates];
    return type === "Polygon" ? coordinates : coordinates.flat();
  };

  /* every ring or line as a list of its corners, each once */
  const lines = (geometry) => remembered(lists, geometry, () => (isArea(geometry) ? given(geometry).map((ring) => ring.slice(0, -1)) : given(geometry)));
  const corners = (geometry) => lines(geometry).flat();
  const count = (geometry) => lines(geometry).reduce((sum, line) => sum + line.length, 0);

  const box = (geometry) => remembered(boxes, geometry, () => {
    const made = [Infinity, Infinity, -Infinity, -Infinity];
    lines(geometry).forEach((line) => line.forEach(([x, y]) => {
      made[0] = Math.min(made[0], x); made[1] = Math.min(made[1], y); made[2] = Math.max(made[2], x); made[3] = Math.max(made[3], y);
    }));
    return made;
  });
  const meet = (a, b, room = 0) => a[0] - room <= b[2] && a[2] + room >= b[0] && a[1] - room <= b[3] && a[3] + room >= b[1];

  const edgesOf = (line, closed, act) => {
    for (let n = closed ? 0 : 1; n < line.length; n += 1) act(line[n ? n - 1 : line.length - 1], line[n], n);
  };
  const edges = (geometry) => {
    const all = [];
    if (geometry.type !== "Point") lines(geometry).forEach((line) => edgesOf(line, isArea(geometry), (a, b) => all.push([a, b])));
    return all;
  };

  /* the geometry with each of its lines changed; the same one when none was, null when a ring or line has too few corners left */
  const changed = (geometry, change) => {
    const area = isArea(geometry), least = area ? 3 : geometry.type === "Point" ? 1 : 2;
    const before = lines(geometry), after = before.map(change);
    if (after.every((line, n) => line === before[n])) return geometry;
    if (after.some((line) => line.length < least)) return null;
    const rings = area ? after.map((line) => [...line, line[0]]) : after;
    if (geometry.type === "Point") return { type: "Point", coordinates: after[0][0] };
    if (geometry.type !== "MultiPolygon") return { type: geometry.type, coordinates: area ? rings : after[0] };
    let next = 0;
    return { type: "MultiPolygon", coordinates: geometry.coordinates.map((part) => part.map(() => rings[next++])) };
  };

  const has = (geometry, at) => lines(geometry).some((line) => line.some((corner) => same(corner, at)));
  const moved = (geometry, dx, dy) => changed(geometry, (line) => line.map(([x, y]) => [x + dx, y + dy]));
  // corners dragged onto one another become one, as long as enough are left
  const slim = (line, area) => {
    const left = line.filter((c, n) => !(n || area) || !same(c, line[n ? n - 1 : line.length - 1]));
    return left.length < (area ? 3 : 2) ? line : left;
  };
  const replaced = (geometry, from, to) => changed(geometry, (line) => {
    if (!line.some((c) => same(c, from))) return line;
    const made = line.map((c) => (same(c, from) ? to : c));
    return geometry.type === "Point" ? made : slim(made, isArea(geometry));
  });
  const removed = (geometry, at) => changed(geometry, (line) => (line.some((c) => same(c, at)) ? line.filter((c) => !same(c, at)) : line));

  /* with a corner put into every edge between two corners */
  const inserted = (geometry, a, b, at) => changed(geometry, (line) => {
    const places = [];
    edgesOf(line, isArea(geometry), (p, q, n) => { if ((same(p, a) && same(q, b)) || (same(p, b) && same(q, a))) places.push(n || line.length); });
    return places.length ? line.flatMap((corner, n) => (places.includes(n) ? [at, corner] : [corner])).concat(places.includes(line.length) ? [at] : []) : line;
  });

  /* the corners before and after one, for every line that has it */
  const beside = (geometry, at) => lines(geometry).flatMap((line) => {
    const n = line.findIndex((corner) => same(corner, at));
    return n < 0 ? [] : [[line[(n + line.length - 1) % line.length], line[(n + 1) % line.length]]];
  });

  /* share of the way along an edge at which a place lies on it; null when it lies elsewhere or at an end */
  const along = (a, b, at) => {
    if (same(a, at) || same(b, at)) return null;
    const dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
    if (!square) return null;
    const share = ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / square;
    if (share <= 0 || share >= 1) return null;
    return Math.abs((at[0] - a[0]) * dy - (at[1] - a[1]) * dx) / Math.sqrt(square) < NEAR_DEG ? share : null;
  };

  /* with those places as corners that lie on its edges */
  const noded = (geometry, places) => {
    const room = box(geometry), near = places.filter(([x, y]) => meet([x, y, x, y], room, NEAR_DEG));
    if (!near.length || near.length * count(geometry) > MOST_PAIRS) return geometry;
    return changed(geometry, (line) => {
      const made = [];
      edgesOf(line, isArea(geometry), (a, b, n) => {
        const on = near.map((at) => [along(a, b, at), at]).filter(([share]) => share !== null).sort((p, q) => p[0] - q[0]).map(([, at]) => at);
        const fresh = on.filter((at, k) => !k || !same(at, on[k - 1]));
        if (fresh.length) made.push([n || line.length, fresh]);
      });
      if (!made.length) return line;
      const before = new Map(made);
      return [...line, null].flatMap((corner, n) => [...(before.get(n) || []), ...(corner ? [corner] : [])]);
    });
  };

  const inRing = (ring, [x, y]) => {
    let inside = false;
    edgesOf(ring, true, (a, b) => {
      if ((a[1] > y) !== (b[1] > y) && x < a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1])) inside = !inside;
    });
    return inside;
  };
  const inside = (geometry, at) => lines(geometry).reduce((found, ring) => found !== inRing(ring, at), false);
  const onEdge = (geometry, at) => edges(geometry).some(([a, b]) => same(a, at) || same(b, at) || along(a, b, at) !== null);

  /* where two edges cross between their ends; null when they do not */
  const crossing = ([a, b], [c, d]) => {
    const dx = b[0] - a[0], dy = b[1] - a[1], ex = d[0] - c[0], ey = d[1] - c[1], turn = dx * ey - dy * ex;
    if (!turn) return null;
    const s = ((c[0] - a[0]) * ey - (c[1] - a[1]) * ex) / turn, t = ((c[0] - a[0]) * dy - (c[1] - a[1]) * dx) / turn;
    return s > 0 && s < 1 && t > 0 && t < 1 ? [a[0] + s * dx, a[1] + s * dy] : null;
  };

  const latlngs = (geometry) => {
    const turned = (line) => line.map(([x, y]) => [y, x]);
    if (geometry.type === "MultiPolygon") return geometry.coordinates.map((part) => part.map((ring) => turned(ring.slice(0, -1))));
    return geometry.type === "Polygon" ? lines(geometry).map(turned) : turned(lines(geometry)[0]);
  };

  return { same, isArea, lines, corners, count, box, meet, edges, has, moved, replaced, removed, inserted, beside, along, noded, inRing, inside,
    onEdge, crossing, latlngs };
})();
