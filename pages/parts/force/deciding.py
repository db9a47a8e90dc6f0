"""Records that decide an answer, each to be changed where the answer is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st

from data.model import (
    ApprovalStep,
    Caveat,
    CommandRelation,
    Condition,
    Consent,
    LegalInstrument,
    Party,
    Plan,
    Pledge,
    RoeGrant,
    StageDate,
    TaskRequirement,
    Unit,
)
from pages.parts.force.editing import edit_sheet
from pages.parts.force.leaves import Leaf, Row
from pages.parts.force.sheets import KEY, OF, PartSheet, RecordSheet, Sheet, Told
from pages.parts.force.worded import WordedSheet
from pages.parts.record.about import kind_words
from pages.parts.titles import called, label_of
from pages.state.workspace import Workspace

CONSENTS = WordedSheet(title="Consents", noun=Consent, parts="conditions", part=Condition, ahead_of="valid.starts_at")
SHEETS: Mapping[type, tuple[Sheet, ...]] = MappingProxyType(
    {
        Unit: (
            RecordSheet(title="Units", noun=Unit),
            PartSheet(title="Stages", noun=Unit, parts="stages", part=StageDate),
        ),
        Pledge: (
            PartSheet(title="Steps of approval", noun=Pledge, parts="steps", part=ApprovalStep),
            RecordSheet(title="Pledges", noun=Pledge),
        ),
        Consent: (CONSENTS, PartSheet(title="Conditions", noun=Consent, parts="conditions", part=Condition)),
        **{
            noun: (RecordSheet(title=title, noun=noun),)
            for noun, title in (
                (Caveat, "Caveats"),
                (CommandRelation, "Command relations"),
                (LegalInstrument, "Legal instruments"),
                (Party, "Parties"),
                (RoeGrant, "Rules of engagement"),
                (TaskRequirement, "What tasks require"),
            )
        },
    }
)
"""What is edited of each kind of record that decides, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """The rows of a table that belong to one record."""

    sheet: Sheet
    only: str

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.sheet.title}, {self.only}"

    @property
    def is_open(self) -> bool:
        """Parts can be added and taken away; the record itself stays."""
        return isinstance(self.sheet, PartSheet)

    def columns(self, plan: Plan) -> tuple[Leaf, ...]:
        """The columns of the whole table, but for whose parts they are."""
        return tuple(leaf for leaf in self.sheet.columns(plan) if leaf.path != OF)

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        return [row for row in self.sheet.rows(plan) if self._is_own(row)]

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        others = [row for row in self.sheet.rows(plan) if not self._is_own(row)]
        own = [row | {OF: self.only} if self.is_open else row for row in rows]
        return self.sheet.told(plan, [*own, *others])

    def _is_own(self, row: Row) -> bool:
        return bool(row.get(OF, row[KEY]) == self.only)


def show_deciding(work: Workspace, ids: Iterable[str], key: str) -> None:
    """Choose one of the records that decide and change it here; nothing where none is on record."""
    found = [record for one in dict.fromkeys(ids) if (record := work.plan.find(one)) and type(record) in SHEETS]
    names = {str(record.id): f"{kind_words(record)}: {label_of(work.plan, record)}" for record in found}
    if not names:
        return
    chosen = st.pills(
        "Change a record that decides",
        list(names),
        format_func=names.__getitem__,
        key=f"{key}.change.{','.join(names)}",
    )
    if chosen:
        change_record(work, chosen)


def change_record(work: Workspace, record_id: str) -> None:
    """The rows of one record under the hand; those of its parts, where it has any, behind a switch."""
    sheets = SHEETS[type(work.plan.get(record_id))]
    titles = [sheet.title for sheet in sheets]
    title = titles[0]
    if len(sheets) > 1:
        title = (
            st.segmented_control(
                "What of it",
                titles,
                default=titles[0],
                key=f"deciding.{record_id}",
                required=True,
                label_visibility="collapsed",
            )
            or titles[0]
        )
    edit_sheet(work, Narrowed(sheet=sheets[titles.index(title)], only=record_id))


def names_of(plan: Plan, ids: Iterable[str]) -> str:
    """Records in words, one after the other."""
    return "; ".join(called(plan, one) for one in dict.fromkeys(ids))
