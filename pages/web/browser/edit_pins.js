/* Strokes that areas side by side make together: a corner several of them have is one corner, in all of them.
   Each function gives the shapes as they would be, by id; nothing is changed here. */
"use strict";

window.passagePins = (() => {
  const { has, replaced, inserted, removed, noded, corners, beside, box, meet, same } = window.passageShapes;

  /* the shape itself and those it shares its boundaries with */
  const together = (editor, id) => [id, ...editor.neighbours(id)];

  const each = (editor, ids, change, over) => {
    const made = new Map(over);
    ids.forEach((id) => {
      const before = made.get(id) || editor.shapes.get(id).geometry, after = change(before);
      if (after !== before) made.set(id, after);
    });
    return made;
  };

  const moveCorner = (editor, id, from, to, over = new Map()) => each(editor, together(editor, id), (geometry) => replaced(geometry, from, to), over);
  const insertCorner = (editor, id, a, b, at) => each(editor, together(editor, id), (geometry) => inserted(geometry, a, b, at), new Map());

  const alike = ([a, b], [c, d]) => (same(a, c) && same(b, d)) || (same(a, d) && same(b, c));

  /* a corner taken away; a sentence instead where that would tear areas apart or leave too little */
  const removeCorner = (editor, id, at) => {
    const holders = together(editor, id).filter((other) => has(editor.shapes.get(other).geometry, at));
    const sides = holders.flatMap((other) => beside(editor.shapes.get(other).geometry, at));
    if (sides.length > 2 && !sides.every((pair) => alike(pair, sides[0]))) {
      return { fault: `${holders.length > 2 ? "Several areas meet" : "Boundaries meet"} at this corner; move it instead.` };
    }
    const made = each(editor, holders, (geometry) => removed(geometry, at), new Map());
    const short = [...made].find(([, geometry]) => geometry === null);
    return short ? { fault: `${editor.nameOf(short[0])} needs all the corners it has left; delete the whole shape instead.` } : { changes: made };
  };

  /* changed shapes and their neighbours with each other's corners on their common edges */
  const nodedWith = (editor, changes) => {
    const made = new Map(changes), now = (id) => (made.has(id) ? made.get(id) : editor.shapes.get(id)?.geometry);
    [...changes].filter(([id, geometry]) => geometry && editor.isShared(id)).forEach(([id]) => {
      editor.neighbours(id).filter((other) => now(other) && meet(box(now(id)), box(now(other)), 1e-9)).forEach((other) => {
        const own = noded(now(id), corners(now(other))), theirs = noded(now(other), corners(own));
        if (own !== now(id)) made.set(id, own);
        if (theirs !== now(other)) made.set(other, theirs);
      });
    });
    return made;
  };

  return { moveCorner, insertCorner, removeCorner, nodedWith };
})();
