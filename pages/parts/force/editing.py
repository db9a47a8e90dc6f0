"""Tables of the force under the hand: edited row by row, kept as a draft, saved with a reason as one revision."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from data.model import COLLECTION_OF, Phase, Plan, Record
from data.service.foresight import why_not_plan, why_not_save
from geo.errors import PassageError
from pages.look.force_words import spoken
from pages.parts.draft_bar import WIDE, ask_bar
from pages.parts.force.leaves import Leaf, Row, is_empty
from pages.parts.force.sheet_draft import SheetDraft, draft_of
from pages.parts.force.sheets import KEY, OF, Sheet, Told
from pages.parts.titles import label_of
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import esc, md
from pages.web.server import say_error

MOST_FAULTS = 12
Names: TypeAlias = Mapping[str, str]
"""What ids and words of a vocabulary are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How the bar of a table divides its width, and the reason its changes have where none is given."""

    shares: tuple[int, int, int, int] = WIDE
    usual_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A table in the hands of this session: its draft, the rows its widget began with, and how often it began."""

    draft: SheetDraft
    start: tuple[Row, ...]
    issue: int = 0

    @property
    def touched(self) -> frozenset[str]:
        """Ids of the records whose rows differ."""
        return self.draft.touched


def edit_sheets(work: Workspace, sheets: Sequence[Sheet]) -> None:
    """Choose one of these tables and edit it; a draft stays while one goes elsewhere."""
    names = [sheet.title for sheet in sheets]
    chosen = st.segmented_control(
        "Table", names, default=names[0], key=f"force.table.{names[0]}", required=True, label_visibility="collapsed"
    )
    edit_sheet(work, sheets[names.index(chosen or names[0])])


def edit_sheet(work: Workspace, sheet: Sheet, *, bar: Bar | None = None) -> None:
    """A table, what is wrong in it, and the buttons that save or discard it."""
    held = _held(work, sheet)
    base = _plan_of(work, held.draft.base)
    above = st.container(key="desk-bar")
    # the tools of the table come down over this line, and not over the buttons
    zone = f"Times are those of {esc(work.plan.time_zone)}; an empty cell is not reported, never 0."
    paste = "Rows of a spreadsheet can be pasted: click a cell, press Esc, paste."
    st.html(f'<div class="passage-foot passage-above-table">{zone} {paste}</div>')
    rows = _editor(work, base, sheet, held)
    draft = draft_of(held.draft.base, sheet.rows(base), rows)
    work.keep_edited(sheet.title, replace(held, draft=draft))
    told = Told(plan=base) if draft.is_empty else sheet.told(base, rows)
    with above:
        _bar(work, sheet, draft, told, bar or Bar())
    if draft.base != work.seq:
        _reconcile(work, sheet, (held, draft), told)
    for fault in told.faults[:MOST_FAULTS]:
        st.error(md(fault), icon=":material/error:")
    if len(told.faults) > MOST_FAULTS:
        st.error(f"And {len(told.faults) - MOST_FAULTS} more rows.", icon=":material/error:")


def _held(work: Workspace, sheet: Sheet) -> Edited:
    """What the session holds of a table, begun anew where there is nothing or the widget forgot."""
    held: Edited | None = work.edited(sheet.title)
    if held is None or (held.draft.is_empty and held.draft.base != work.seq):
        rows = tuple(sheet.rows(work.plan))
        held = Edited(draft=SheetDraft(base=work.seq), start=rows, issue=held.issue + 1 if held else 0)
    elif workspace.returned(_key(work, sheet, held)) is None:
        rows = tuple(held.draft.applied(sheet.rows(_plan_of(work, held.draft.base))))
        held = replace(held, start=rows, issue=held.issue + 1)
    return held


def _key(work: Workspace, sheet: Sheet, held: Edited) -> str:
    return f"force.sheet.{work.operation}.{sheet.title}.{held.draft.base}.{held.issue}"


def _plan_of(work: Workspace, base: int) -> Plan:
    return work.plan_at(base)


def _editor(work: Workspace, base: Plan, sheet: Sheet, held: Edited) -> list[Row]:
    return ask_rows(base, sheet.columns(base), held.start, key=_key(work, sheet, held), is_open=sheet.is_open)


def ask_rows(plan: Plan, leaves: Sequence[Leaf], start: Sequence[Row], *, key: str, is_open: bool = True) -> list[Row]:
    """The rows of a table as they are edited; `start` are those its widget begins with, and stay so under its key."""
    names = {leaf.path: names_in(plan, leaf) for leaf in leaves if is_choice(leaf)}
    edited = st.data_editor(
        frame_of(spoken_rows(start, names), leaves),
        key=key,
        column_order=[leaf.path for leaf in leaves],
        column_config={leaf.path: _column(plan, leaf, number, names) for number, leaf in enumerate(leaves)},
        num_rows="dynamic" if is_open else "fixed",
        disabled=() if is_open else (OF,),
        hide_index=True,
        width="stretch",
        row_height=36,
        placeholder="",
    )
    return meant_rows(rows_of(edited, leaves), names)


def names_in(plan: Plan, leaf: Leaf) -> Names:
    """What may be chosen in a cell, by what it is called; so rows can be copied in from a sheet of their own."""
    names = _names(plan, leaf)
    many = Counter(names.values())
    return {key: name if many[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def is_choice(leaf: Leaf) -> bool:
    """Whether a cell holds words of a list, and not free text, figures or times."""
    return bool(leaf.homes) or leaf.kind is bool or issubclass(leaf.kind, StrEnum)


def spoken_rows(rows: Sequence[Row], names: Mapping[str, Names]) -> list[Row]:
    """Rows with names in the place of ids and words of vocabularies."""
    return _exchanged(rows, names)


def meant_rows(rows: Sequence[Row], names: Mapping[str, Names]) -> list[Row]:
    """Rows with what names stand for in their place."""
    return _exchanged(rows, {path: {name: key for key, name in own.items()} for path, own in names.items()})


def _exchanged(rows: Sequence[Row], words: Mapping[str, Mapping[str, str]]) -> list[Row]:
    return [
        {path: _exchanged_cell(cell, words[path]) if path in words else cell for path, cell in row.items()}
        for row in rows
    ]


def _exchanged_cell(cell: Any, words: Mapping[str, str]) -> Any:
    if isinstance(cell, list | tuple):
        return [words.get(str(part), str(part)) for part in cell]
    return None if cell is None else words.get(str(cell), cell)


def frame_of(rows: Sequence[Row], leaves: Sequence[Leaf]) -> pd.DataFrame:
    """Rows as a table with one type for each column."""
    columns: dict[str, Any] = {KEY: pd.Series([row.get(KEY) for row in rows], dtype=object)}
    for leaf in leaves:
        columns[leaf.path] = pd.Series([row.get(leaf.path) for row in rows], dtype=_dtype(leaf))
    return pd.DataFrame(columns)


def _dtype(leaf: Leaf) -> str:
    if leaf.many:
        return "object"
    return {int: "Float64", float: "Float64", datetime: "datetime64[us]"}.get(leaf.kind, "object")


def rows_of(frame: pd.DataFrame, leaves: Sequence[Leaf]) -> list[Row]:
    """A table as rows of plain values, empty cells as None."""
    columns = {KEY: frame[KEY].tolist(), **{leaf.path: _column_of(frame, leaf) for leaf in leaves}}
    return [
        {name: _plain(cell) for name, cell in zip(columns, cells, strict=True)}
        for cells in zip(*columns.values(), strict=True)
    ]


def _column_of(frame: pd.DataFrame, leaf: Leaf) -> list[Any]:
    cells: list[Any] = frame[leaf.path].tolist()
    return (
        [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in cells]
        if leaf.kind is int
        else cells
    )


def _plain(cell: Any) -> Any:
    if cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    if isinstance(cell, list | tuple) or hasattr(cell, "tolist"):
        return [str(part) for part in cell]
    return None if is_empty(cell) else cell


def _column(plan: Plan, leaf: Leaf, number: int, names: Mapping[str, Names]) -> Any:
    """How a cell is shown and edited."""
    label, pinned, config = _label(plan, leaf), number == 0, st.column_config
    if leaf.path in names:
        choose = config.MultiselectColumn if leaf.many else partial(config.SelectboxColumn, pinned=pinned)
        return choose(label, options=list(names[leaf.path].values()), width="medium" if leaf.is_wide else None)
    if leaf.many:
        return config.MultiselectColumn(label, options=[], accept_new_options=True)
    if leaf.kind in {int, float}:
        # five places of a degree are a metre
        degrees = "%.5f" if leaf.path.startswith("point.") else None
        # with a least value or whole steps the widget drops a sign or a point that is typed: 2.5 would become 25
        return config.NumberColumn(label, format=degrees)
    if leaf.kind is datetime:
        return config.DatetimeColumn(label, format="D MMM YYYY, HH:mm")
    if leaf.kind is time:
        return config.TimeColumn(label, format="HH:mm")
    return config.TextColumn(label, pinned=pinned, required=number == 0 and not leaf.is_optional)


def _names(plan: Plan, leaf: Leaf) -> dict[str, str]:
    """What may be chosen in a cell, and how it is called."""
    if leaf.homes:
        return {str(record.id): _name(plan, record) for home in leaf.homes for record in getattr(plan, home)}
    if issubclass(leaf.kind, StrEnum):
        return {word.value: spoken(word) for word in leaf.kind}
    return {"yes": "yes", "no": "no"}


def _label(plan: Plan, leaf: Leaf) -> str:
    if leaf.path == OF and leaf.homes:
        return next(noun.__name__ for noun, home in COLLECTION_OF.items() if home == leaf.homes[0])
    phase = plan.find(leaf.path)
    return phase.name if isinstance(phase, Phase) else leaf.label


def _name(plan: Plan, record: Record) -> str:
    return str(getattr(record, "name", None) or label_of(plan, record))


def _bar(work: Workspace, sheet: Sheet, draft: SheetDraft, told: Told, bar: Bar) -> None:
    """The state of the draft and its buttons; always there, so that nothing jumps."""
    many = f"{draft.count} row{'s' if draft.count != 1 else ''} differ{'s' if draft.count == 1 else ''}."
    asked = ask_bar(
        "" if draft.is_empty else many,
        f"{sheet.title}.{draft.base}",
        blocked=bool(told.faults),
        why_not=why_not_plan(work.person) or why_not_save(work.person, work.plan, told.plan),
        shares=bar.shares,
    )
    if asked.save:
        _save(work, sheet, draft, told.plan, asked.reason.strip() or bar.usual_reason)
    if asked.discard:
        _begin(work, sheet, SheetDraft(base=work.seq))


def _save(work: Workspace, sheet: Sheet, draft: SheetDraft, plan: Plan, reason: str) -> None:
    try:
        work.commit_table(plan, sheet.title, base=draft.base, reason=reason)
    except PassageError as error:
        say_error(error)


def _reconcile(work: Workspace, sheet: Sheet, own: tuple[Edited, SheetDraft], told: Told) -> None:
    """Say that others saved, and carry the draft over when a person says so."""
    held, draft = own
    before = {row[KEY]: row for row in sheet.rows(_plan_of(work, held.draft.base))}
    now = {row[KEY]: row for row in sheet.rows(work.plan)}
    both = frozenset(k for k in (*draft.changed, *draft.gone) if before.get(k) != now.get(k))
    with st.container(border=True, key="force.meanwhile"):
        st.markdown("**Saved by others since this table was first edited.** Your draft is kept and shown here.")
        if not both:
            st.markdown("Nothing of it touches your draft: both stand when you save.")
            return
        st.error(md(f"Both have changed: {', '.join(sorted(both))}."), icon=":material/error:")
        theirs, mine, compare = st.columns(3)
        if theirs.button("Take theirs, keep the rest of my draft", key="force.theirs", width="stretch"):
            _begin(work, sheet, replace(draft.without(both), base=work.seq))
        if mine.button("Put mine in their place", key="force.mine", width="stretch"):
            _begin(work, sheet, replace(draft, base=work.seq))
        asked = compare.button("Compare and choose field by field", key="force.both", width="stretch")
        if asked and not told.faults:
            work.weigh(told.plan, "", draft.base, sheet.title)


def _begin(work: Workspace, sheet: Sheet, draft: SheetDraft) -> None:
    held: Edited | None = work.edited(sheet.title)
    rows = tuple(draft.applied(sheet.rows(work.plan)))
    work.keep_edited(sheet.title, Edited(draft=draft, start=rows, issue=(held.issue if held else 0) + 1))
    st.rerun()
