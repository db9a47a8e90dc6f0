/* The buttons of the editor, and the words beside them: what can be done now, what is measured, what is wrong. */
"use strict";

window.passageTools = (() => {
  const { element } = window.passageMap;
  const { isArea, count } = window.passageShapes;
  const COARSE = window.matchMedia("(pointer: coarse)").matches;
  const TAKE = COARSE ? "hold a corner down to take it away" : "right-click takes a corner away";
  const GUIDE = {
    idle: (words) => `Click a ${words} to change it`,
    chosen: (words) => `Drag a corner or the ${words}; ${TAKE}`,
    point: () => "Drag it to another place",
    many: (words) => `Drag the ${words}; zoom in for its corners`,
    corner: () => "Arrows move the corner, Shift further; Insert adds, Delete removes, Page Down goes on, Esc lets go",
    merging: () => "Click the area to merge with; Esc stops",
    area: () => "Click the corners, the first again to finish; Esc stops",
    line: () => "Click along the line, the end again to finish; Esc stops",
    place: () => "Click the place; Esc stops",
  };
  const article = (words) => `${/^[aeiou]/i.test(words) ? "an" : "a"} ${words}`;

  class Tools {
    constructor(editor) {
      this.editor = editor;
      const control = L.control({ position: "topright" }), box = element("div", "passage-tools passage-edit"), rows = [0, 1].map(() => element("div", "passage-row"));
      const button = (row, text, act, label) => {
        const made = element("button", "", text);
        made.type = "button"; made.addEventListener("click", () => { editor.corners.settle(); act(); }); row.appendChild(made);
        if (label) { made.setAttribute("aria-label", label); made.title = label; }
        return made;
      };
      this.pick = element("select", ""); this.pick.setAttribute("aria-label", "What to draw");
      this.pick.addEventListener("change", () => this.steer());
      rows[0].appendChild(this.pick);
      this.draw = button(rows[0], "Draw", () => editor.toggle(this.pick.value));
      this.remove = button(rows[0], "Delete", () => editor.remove());
      this.undo = button(rows[0], "↶", () => editor.undo(), "Undo stroke (Ctrl+Z)");
      this.redo = button(rows[0], "↷", () => editor.redo(), "Redo stroke (Ctrl+Shift+Z)");
      this.snap = button(rows[0], "Snap", () => { editor.snaps = !editor.snaps; this.steer(); }, "Snap to corners, edges and roads");
      this.finish = button(rows[1], "Finish", () => editor.pencil.finish());
      this.back = button(rows[1], "Take back corner", () => editor.pencil.back());
      this.split = button(rows[1], "Split by a line", () => editor.beginSplit());
      this.merge = button(rows[1], "Merge with…", () => editor.beginMerge());
      this.hole = button(rows[1], "Cut a hole", () => editor.beginHole());
      this.trim = button(rows[1], "Trim to neighbours", () => editor.trim());
      rows.forEach((row) => box.appendChild(row));
      this.guide = element("div", "passage-guide"); this.guide.setAttribute("role", "status");
      this.size = element("div", "passage-size"); this.faults = element("div", "passage-faults"); this.faults.setAttribute("role", "status");
      const words = element("div", "passage-words");
      this.note = element("div", "passage-note"); this.note.setAttribute("role", "status"); this.note.hidden = true;
      [this.note, this.guide, this.size, this.faults].forEach((one) => words.appendChild(one));
      box.appendChild(words);
      L.DomEvent.disableClickPropagation(box); L.DomEvent.disableScrollPropagation(box);
      control.onAdd = () => box; control.addTo(editor.map);
      this.box = box; this.second = rows[1];
    }

    kinds(all) {
      const chosen = this.pick.value;
      this.pick.replaceChildren(...all.map((kind) => { const made = element("option", "", kind.words); made.value = kind.name; return made; }));
      if (all.some((kind) => kind.name === chosen)) this.pick.value = chosen;
    }

    steer() {
      const { editor } = this, drawing = editor.pencil.active, shape = editor.shapes.get(editor.chosen), kind = editor.kinds.get(shape?.kind || this.pick.value);
      const words = kind?.words || "shape", area = Boolean(shape) && isArea(shape.geometry), next = editor.kinds.get(this.pick.value);
      const says = (node, text) => { if (node.textContent !== text) node.textContent = text; };
      this.pick.hidden = this.pick.options.length < 2; this.pick.disabled = drawing;
      says(this.draw, drawing ? "Stop drawing" : `Draw ${next ? article(next.words) : ""}`); this.draw.disabled = !next;
      this.finish.hidden = this.back.hidden = !drawing || editor.pencil.form === "point";
      this.finish.disabled = !editor.pencil.ready; this.back.disabled = !editor.pencil.corners.length;
      says(this.remove, `Delete ${words}`); this.remove.disabled = drawing || !shape;
      this.undo.disabled = drawing || !editor.past.length; this.redo.disabled = drawing || !editor.future.length;
      this.snap.setAttribute("aria-pressed", String(editor.snaps));
      this.second.classList.toggle("passage-idle", !drawing && !area);
      const ofAreas = [...editor.kinds.values()].filter((one) => one.form === "area");
      [this.split, this.merge, this.hole, this.trim].forEach((one) => { one.hidden = drawing || !ofAreas.length; one.disabled = !area; });
      this.merge.setAttribute("aria-pressed", String(Boolean(editor.merging)));
      this.trim.hidden = this.trim.hidden || !ofAreas.some((one) => one.shared);
      this.trim.disabled = this.trim.disabled || !editor.isShared(editor.chosen);
      says(this.guide, this.say(drawing, shape, area, words));
    }

    say(drawing, shape, area, words) {
      const { editor } = this, corner = document.activeElement?.classList.contains("passage-corner");
      if (drawing) return GUIDE[{ area: "area", line: "line", point: "place" }[editor.pencil.form]]();
      if (editor.merging) return GUIDE.merging();
      if (!shape) return GUIDE.idle(words);
      if (editor.corners.crowded) return GUIDE.many(words);
      return corner ? GUIDE.corner() : count(shape.geometry) === 1 ? GUIDE.point() : GUIDE.chosen(words);
    }

    /* what is measured, and what is wrong; neither keeps anybody from drawing on */
    tell(size, faults) {
      this.size.textContent = size; this.size.hidden = !size;
      const text = [...new Set(faults)].join(". ");
      if (this.faults.textContent !== text) this.faults.textContent = text;
      this.faults.hidden = !text;
    }

    /* what just happened, or why something did not */
    notice(text, wrong) {
      if (this.note.textContent !== text) this.note.textContent = text;
      this.note.hidden = !text;
      this.note.classList.toggle("passage-wrong", Boolean(wrong));
    }

    /* a question over the map, answered by one of two buttons */
    ask(text, yes, no) {
      const box = element("div", "passage-ask"), words = element("div", "", text), row = element("div", "passage-row");
      box.setAttribute("role", "alertdialog"); box.setAttribute("aria-label", text);
      [yes, no].forEach(([label, act]) => {
        const made = element("button", "", label);
        made.type = "button"; made.addEventListener("click", () => { box.remove(); act(); }); row.appendChild(made);
      });
      box.append(words, row);
      this.box.appendChild(box);
    }
  }

  return { Tools };
})();
