"""What every place an operation can be kept must do.

A store keeps one record for each thing of the plan, and an append-only log of revisions. Whoever
implements `PlanStore`, on this machine or on a server, must keep these promises:

* A commit is all or nothing, and what has returned survives the end of the process and of the machine.
* A commit on an older revision is put on top of what others saved since, record by record. Where both
  changed the same record, or the two contradict each other, it is refused with `StalePlan`: no edit is
  lost unnoticed. Undo and redo are only for who has seen the newest revision.
* Every change says who and why; nothing in the log is ever altered or removed. Undo is a new revision.
* `as_of` gives the plan exactly as it stood, bit for bit, however long ago.
* `verify` notices every revision and record that no longer fits the log.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from data.model import Finding, Plan
from data.store.asker import Asker
from data.store.deed import Deed, KeptDeed, Trail
from data.store.erasure import Asked, Erasing
from data.store.meeting import Choice, Hold
from data.store.proposal import Decision, Proposal
from data.store.protocol import Anchor, Revision, Stored, Version
from data.store.snapshot import Key
from data.store.whole import Whole


class PlanStore(Protocol):
    """One operation, kept with its whole history."""

    def read(self) -> Stored:
        """The plan as it stands."""
        ...

    def kept_back(self, who: Asker, ids: Collection[str], *, seq: int) -> frozenset[str]:
        """Ids among these that the place itself keeps back from somebody at a revision, beside what the service does.

        None where the place has no say of its own, or stands at another revision by now.
        """
        ...

    def commit(self, plan: Plan, *, base: int, reason: str, actor: str, on_newest: bool = False) -> Stored:
        """The plan as kept; only what differs from the plan of revision `base` gets a new revision.

        What others saved since `base` is in it as well. `on_newest` is for what was worked out from the
        plan as a whole, which anything saved since makes wrong.

        Raises
        ------
        StalePlan
            When others changed since `base` what this changes, or anything and it is for the newest
            only, or there is no such revision.
        StoreError
            When no reason or actor is given, or the plan cannot be kept.
        """
        ...

    def undo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last save taken back; further undos go further back, as in an editor.

        Raises
        ------
        StalePlan
            When `base` is not the newest revision.
        StoreError
            When there is nothing to undo.
        """
        ...

    def redo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last undo taken back; nothing can be redone after a new save.

        Raises
        ------
        StalePlan
            When `base` is not the newest revision.
        StoreError
            When there is nothing to redo.
        """
        ...

    def history(self, limit: int) -> tuple[Revision, ...]:
        """The newest revisions, newest first."""
        ...

    def versions(self, record_id: str, limit: int) -> tuple[Version, ...]:
        """The newest versions of one record, newest first; none when there never was such a record.

        Raises
        ------
        StoreError
            When one of them cannot be read.
        """
        ...

    def keep_photo(self, jpeg: bytes) -> str:
        """The SHA-256 of a photograph that is now kept, by which a note of the plan may name it."""
        ...

    def photo(self, sha256: str) -> bytes:
        """The photograph of this name.

        Raises
        ------
        StoreError
            When it is not kept, or is not what was kept.
        """
        ...

    def now(self) -> datetime:
        """The moment it is by the clock of the store."""
        ...

    def propose(self, proposal: Proposal) -> None:
        """Keep changes that wait for a second person."""
        ...

    def proposals(self, *, waiting: bool = False) -> tuple[Proposal, ...]:
        """Every proposal with what was decided about it, or only what waits, the newest first."""
        ...

    def decide(self, decision: Decision) -> None:
        """Keep that a proposal is refused or withdrawn.

        Raises
        ------
        StalePlan
            When it is decided already, or there is none.
        """
        ...

    def confirm(self, decision: Decision, plan: Plan, *, base: int, reason: str, actor: str) -> Stored:
        """The plan as kept with what was proposed, and the proposal decided, both or neither; see `commit`.

        Raises
        ------
        StalePlan
            When it is decided already, or others changed the same.
        """
        ...

    def as_of(self, seq: int) -> Plan:
        """The plan as the save that holds revision `seq` left it.

        Raises
        ------
        StoreError
            When there is no such revision.
        """
        ...

    def anchor(self, seq: int | None = None) -> Anchor:
        """What is to be noted elsewhere of where the log ends now, or of a revision.

        Raises
        ------
        StoreError
            When there is no such revision.
        """
        ...

    def note(self, deed: Deed, *, once: bool = False) -> None:
        """Keep what somebody did without changing anything; `once` unless they did the same before."""
        ...

    def deeds(self, limit: int) -> tuple[KeptDeed, ...]:
        """The newest of what people did without changing anything, newest first."""
        ...

    def trail(self) -> Trail:
        """Every deed, with those that other copies told."""
        ...

    def verify(self, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
        """Everything that no longer fits together; empty when all is as it was written and as `anchors` noted."""
        ...

    def whole(self) -> Whole:
        """Everything that is kept, as at one moment: to be carried elsewhere, or kept as a copy."""
        ...

    def join(
        self,
        theirs: Whole,
        choices: Mapping[Key, Choice],
        *,
        origin: str,
        actor: str,
        hold: Hold = ...,
    ) -> Stored:
        """The plan with what another copy of the operation has, and its history and deeds beside those of this one.

        Where both changed a record, `choices` say what is to stand; what `hold` holds back waits as a proposal.

        Raises
        ------
        StoreError
            When the copy does not hold together, is of another operation, does not go together with
            this one, or a choice is missing.
        """
        ...

    def erase(self, asked: Asked, *, reason: str, actor: str) -> Erasing:
        """What was taken out of every version of some records; the history holds, and tells of it.

        Raises
        ------
        StoreError
            When there is nothing to take out, or it cannot be taken out by itself.
        """
        ...

    def close(self) -> None:
        """Let go of the operation; nothing more can be asked of this store."""
        ...
