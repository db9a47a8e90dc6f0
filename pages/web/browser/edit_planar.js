/* Areas cut by lines, joined and taken from one another: all edges are noded, faces are traced, and those wanted are kept.
   Corners stay to the last digit; new ones come only where edges cross. */
"use strict";

window.passagePlanar = (() => {
  const { same, along, crossing, edges, inside, inRing, isArea } = window.passageShapes;
  const MOST_PAIRS = 4e7;

  const keyOf = ([x, y]) => `${Math.round(x * 1e9)}:${Math.round(y * 1e9)}`;
  const boxOf = ([a, b]) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const signed = (ring) => ring.reduce((sum, [x, y], n) => { const [px, py] = ring[n ? n - 1 : ring.length - 1]; return sum + (px - ring[0][0]) * (y - ring[0][1]) - (x - ring[0][0]) * (py - ring[0][1]); }, 0) / 2;

  /* ---- every edge parted where it meets one of another set -------------------------------------- */

  const meetings = (one, other) => {
    const places = [];
    const on = ([a, b], at, whose) => { if (along(a, b, at) !== null) places.push([whose, at]); };
    on(one, other[0], 0); on(one, other[1], 0); on(other, one[0], 1); on(other, one[1], 1);
    const ends = one.some((p) => other.some((q) => same(p, q)));
    const at = places.length || ends ? null : crossing(one, other);
    return at ? [[0, at], [1, at]] : places;
  };

  const parted = (edge, places) => {
    const inner = places.map((at) => [along(edge[0], edge[1], at) ?? -1, at]).sort((p, q) => p[0] - q[0]);
    const stops = [edge[0], ...inner.filter(([share]) => share > 0).map(([, at]) => at), edge[1]];
    return stops.slice(1).map((stop, n) => [stops[n], stop]);
  };

  const noded = (first, second) => {
    const firstPlaces = first.map(() => []), secondPlaces = second.map(() => []), boxes = second.map(boxOf);
    const all = boxes.reduce((m, b) => [Math.min(m[0], b[0]), Math.min(m[1], b[1]), Math.max(m[2], b[2]), Math.max(m[3], b[3])], [Infinity, Infinity, -Infinity, -Infinity]);
    const meet = (p, q) => p[0] <= q[2] && p[2] >= q[0] && p[1] <= q[3] && p[3] >= q[1];
    first.forEach((edge, n) => {
      const own = boxOf(edge);
      if (!meet(own, all)) return;
      second.forEach((other, m) => {
        if (meet(own, boxes[m])) meetings(edge, other).forEach(([whose, at]) => (whose ? secondPlaces[m] : firstPlaces[n]).push(at));
      });
    });
    return [first.flatMap((edge, n) => parted(edge, firstPlaces[n])), second.flatMap((edge, n) => parted(edge, secondPlaces[n]))];
  };

  /* ---- faces of a plan of edges ------------------------------------------------------------------ */

  const graphOf = (all) => {
    const places = new Map(), beside = new Map();
    const known = (at) => { const key = keyOf(at); if (!places.has(key)) { places.set(key, at); beside.set(key, new Set()); } return key; };
    all.forEach(([a, b]) => { const p = known(a), q = known(b); if (p !== q) { beside.get(p).add(q); beside.get(q).add(p); } });
    return { places, beside };
  };

  // lines that end somewhere bound nothing
  const pruned = ({ places, beside }) => {
    const loose = [...beside.keys()].filter((key) => beside.get(key).size === 1);
    while (loose.length) {
      const key = loose.pop(), [other] = beside.get(key);
      if (other === undefined) continue;
      beside.get(key).clear(); beside.get(other).delete(key);
      if (beside.get(other).size === 1) loose.push(other);
    }
    return { places, beside };
  };

  const rings = ({ places, beside }) => {
    const turns = new Map(), used = new Set(), found = [], part = new Map();
    beside.forEach((others, key) => {
      const [x, y] = places.get(key), angle = (other) => Math.atan2(places.get(other)[1] - y, places.get(other)[0] - x);
      turns.set(key, [...others].map((other) => [angle(other), other]).sort((p, q) => p[0] - q[0]).map(([, other]) => other));
    });
    const reach = (start) => {
      const open = [start];
      part.set(start, start);
      while (open.length) beside.get(open.pop()).forEach((other) => { if (!part.has(other)) { part.set(other, start); open.push(other); } });
    };
    beside.forEach((others, start) => others.forEach((second) => {
      if (!part.has(start)) reach(start);
      if (used.has(`${start}|${second}`)) return;
      const ring = [];
      let from = start, to = second;
      do {
        used.add(`${from}|${to}`); ring.push(places.get(from));
        const around = turns.get(to), next = around[(around.indexOf(from) + around.length - 1) % around.length];
        [from, to] = [to, next];
      } while (!used.has(`${from}|${to}`));
      found.push({ ring, area: signed(ring), part: part.get(start) });
    }));
    return found;
  };

  const faces = (all) => {
    const found = rings(pruned(graphOf(all))), outer = found.filter((one) => one.area > 0).sort((p, q) => p.area - q.area);
    const made = outer.map((one) => [one.ring]);
    found.filter((one) => one.area < 0).forEach((hole) => {
      const holder = outer.findIndex((one) => one.part !== hole.part && one.area > -hole.area && inRing(one.ring, hole.ring[0]));
      if (holder >= 0) made[holder].push(hole.ring);
    });
    return made;
  };

  /* a place well inside a face: in the widest gap of a level between its corners */
  const within = (face) => {
    const levels = [...new Set(face[0].map(([, y]) => y))].sort((p, q) => p - q);
    const widest = levels.slice(1).reduce((best, y, n) => (y - levels[n] > best[1] - best[0] ? [levels[n], y] : best), [0, 0]);
    const y = (widest[0] + widest[1]) / 2, xs = [];
    face.forEach((ring) => ring.forEach((b, n) => {
      const a = ring[n ? n - 1 : ring.length - 1];
      if ((a[1] > y) !== (b[1] > y)) xs.push(a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]));
    }));
    xs.sort((p, q) => p - q);
    let best = [xs[0], xs[0]];
    for (let n = 0; n + 1 < xs.length; n += 2) if (xs[n + 1] - xs[n] > best[1] - best[0]) best = [xs[n], xs[n + 1]];
    return [(best[0] + best[1]) / 2, y];
  };

  const closed = (face) => face.map((ring) => [...ring, ring[0]]);
  const geometryOf = (kept) => {
    if (!kept.length) return null;
    return kept.length === 1 ? { type: "Polygon", coordinates: closed(kept[0]) } : { type: "MultiPolygon", coordinates: kept.map(closed) };
  };

  // edges with kept ground on both sides fall away
  const dissolved = (kept, wanted) => {
    const seen = new Map();
    kept.forEach((face) => face.forEach((ring) => ring.forEach((b, n) => {
      const a = ring[n ? n - 1 : ring.length - 1], key = [keyOf(a), keyOf(b)].sort().join("|");
      seen.set(key, seen.has(key) ? null : [a, b]);
    })));
    return faces([...seen.values()].filter(Boolean)).filter((face) => wanted(within(face)));
  };

  const overlaid = (one, other, wanted) => {
    const a = edges(one), b = edges(other);
    if (a.length * b.length > MOST_PAIRS) return undefined;
    const kept = faces(noded(a, b).flat()).filter((face) => wanted(within(face)));
    return geometryOf(dissolved(kept, wanted));
  };

  /* ---- what the editor asks for; null for nothing left, undefined for too many corners to do it here --------------- */

  const merged = (one, other) => overlaid(one, other, (at) => inside(one, at) || inside(other, at));
  const without = (one, other) => overlaid(one, other, (at) => inside(one, at) && !inside(other, at));

  const partsOf = (geometry) => (geometry.type === "Polygon" ? [geometry] : geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })));
  const crossesItself = (line) => {
    const own = line.slice(1).map((stop, n) => [line[n], stop]);
    return own.some((edge, n) => own.slice(n + 2).some((other) => meetings(edge, other).length));
  };

  /* the pieces into which a line cuts an area, the largest first; parts it does not cut stay with that one */
  const split = (area, line) => {
    const cutter = line.slice(1).map((stop, n) => [line[n], stop]), pieces = [], rest = [];
    if (crossesItself(line)) return [];
    partsOf(area).forEach((part) => {
      const made = faces(noded(edges(part), cutter).flat()).filter((face) => inside(part, within(face)));
      if (made.length < 2) rest.push(...partsOf(part).map((one) => one.coordinates)); else pieces.push(...made);
    });
    if (pieces.length < 2) return [];
    pieces.sort((p, q) => signed(q[0]) - signed(p[0]));
    const first = [closed(pieces[0]), ...rest];
    const head = first.length === 1 ? { type: "Polygon", coordinates: first[0] } : { type: "MultiPolygon", coordinates: first };
    return [head, ...pieces.slice(1).map((face) => geometryOf([face]))];
  };

  const parts = (geometry) => (isArea(geometry) ? partsOf(geometry).length : 0);

  return { merged, without, split, parts };
})();
