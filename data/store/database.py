"""DatabasePlanStore: an operation kept in the tables of a database, whichever database that is."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from data.errors import StoreError
from data.model import Finding, Plan
from data.store import deeds, photos
from data.store.anchors import anchor_faults, anchor_of
from data.store.asker import Asker
from data.store.beside import Beside
from data.store.codec import SETTINGS
from data.store.deed import Trail
from data.store.erasure import Asked, Erasing, put_in_place
from data.store.joining import joined
from data.store.joins import Batch, Teller, erasing_step, joining_steps
from data.store.keeping import keep_step, lay_down, told_of, whole_of
from data.store.log import (
    GENESIS,
    Head,
    Stamp,
    chain_faults,
    require_head,
    require_seq,
    revision,
    stamp,
    to_redo,
    to_undo,
    undone,
    version,
)
from data.store.medium import Medium
from data.store.meeting import Choice, Hold, hold_nothing
from data.store.proposal import Decision, Proposal
from data.store.proposals import decided, image_of, proposals_in
from data.store.protocol import Act, Anchor, Clock, Revision, Stored, Version
from data.store.rows import Rows
from data.store.snapshot import (
    EMPTY,
    PROPOSAL,
    Image,
    Key,
    Snapshot,
    changed_images,
    images_before,
    plan_from_images,
    restored_images,
)
from data.store.tables import HEAD
from data.store.whole import Whole, told_faults


class DatabasePlanStore(Beside):
    """An operation in the tables of a database; many programs may have it open at once."""

    def __init__(self, medium: Medium, clock: Clock) -> None:
        super().__init__(medium)
        self._medium = medium
        self._clock = clock
        self._snapshot = EMPTY

    def begin(self, plan: Plan, *, reason: str, actor: str) -> None:
        """Lay the tables out and keep the plan as the first save of a new operation.

        Raises
        ------
        StoreError
            When there is something already, or it cannot be written.
        """
        now = stamp(Act.CREATE, actor=actor, reason=reason, at=self._clock())
        images = changed_images(EMPTY, plan)
        head = Head(seq=0, hash=GENESIS)
        with self._medium.keeping() as connection:
            self._medium.lay_out(connection)
            connection.execute(HEAD.insert().values(one=1, seq=head.seq, hash=head.hash))
            end = Rows(connection, writes=True).append(head, now, EMPTY, images)
        self._snapshot = EMPTY.after(plan, end, images)

    def read(self) -> Stored:
        """The plan as it stands; read from the database only when somebody else saved.

        Raises
        ------
        StoreError
            When the operation cannot be read.
        """
        with self._medium.reading() as connection:
            rows = Rows(connection)
            snapshot = rows.current(rows.head(), self._snapshot)
        return self._known(snapshot)

    def kept_back(self, who: Asker, ids: Collection[str], *, seq: int) -> frozenset[str]:
        """Ids of records the database keeps back from somebody; see `PlanStore.kept_back`."""
        judged = self._medium.seen_by(who)
        if judged is None:
            return frozenset()
        with judged as connection:
            if Rows(connection).head().seq != seq:
                return frozenset()
            return frozenset(ids) - Rows(connection).ids()

    def commit(self, plan: Plan, *, base: int, reason: str, actor: str, on_newest: bool = False) -> Stored:
        """The plan as kept; see `PlanStore.commit`."""
        now = stamp(Act.EDIT, actor=actor, reason=reason, at=self._clock())
        with self._medium.writing() as connection:
            after = self._joined(connection, now, plan, base, on_newest=on_newest)
        return self._known(after)

    def now(self) -> datetime:
        """The moment it is by the clock of the store."""
        return self._clock()

    def propose(self, proposal: Proposal) -> None:
        """Keep a proposal; see `PlanStore.propose`."""
        now = stamp(Act.PROPOSE, actor=proposal.by, reason=proposal.reason, at=self._clock())
        with self._medium.writing() as connection:
            after = self._beside(connection, now, image_of(proposal), self._snapshot)
        self._known(after)

    def proposals(self, *, waiting: bool = False) -> tuple[Proposal, ...]:
        """Every proposal, the newest first; see `PlanStore.proposals`."""
        with self._medium.reading() as connection:
            return proposals_in(Rows(connection).images_of(PROPOSAL).values(), waiting=waiting)

    def decide(self, decision: Decision) -> None:
        """Keep what was decided; see `PlanStore.decide`."""
        with self._medium.writing() as connection:
            image = self._decided(connection, decision)
            after = self._beside(connection, _decides(decision, self._clock()), image, self._snapshot)
        self._known(after)

    def confirm(self, decision: Decision, plan: Plan, *, base: int, reason: str, actor: str) -> Stored:
        """The plan as kept with what was proposed; see `PlanStore.confirm`."""
        now = stamp(Act.EDIT, actor=actor, reason=reason, at=self._clock())
        with self._medium.writing() as connection:
            image = self._decided(connection, decision)
            self._beside(connection, _decides(decision, self._clock()), image, self._snapshot)
            after = self._joined(connection, now, plan, base)
        return self._known(after)

    def undo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last save taken back; see `PlanStore.undo`."""
        return self._take_back(Act.UNDO, base, actor)

    def redo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last undo taken back; see `PlanStore.redo`."""
        return self._take_back(Act.REDO, base, actor)

    def history(self, limit: int) -> tuple[Revision, ...]:
        """The newest revisions, newest first."""
        with self._medium.reading() as connection:
            return tuple(revision(entry) for entry in Rows(connection).newest(limit))

    def versions(self, record_id: str, limit: int) -> tuple[Version, ...]:
        """The newest versions of one record, newest first; see `PlanStore.versions`."""
        with self._medium.reading() as connection:
            return tuple(version(entry) for entry in Rows(connection).newest_about(record_id, SETTINGS, limit))

    def as_of(self, seq: int) -> Plan:
        """The plan as the save that holds revision `seq` left it; see `PlanStore.as_of`."""
        with self._medium.reading() as connection:
            rows = Rows(connection)
            require_seq(seq, rows.head().seq)
            return rows.at(seq, self._snapshot).plan

    def anchor(self, seq: int | None = None) -> Anchor:
        """What is to be noted elsewhere of where the log ends now, or of a revision."""
        with self._medium.reading() as connection:
            rows = Rows(connection)
            head = rows.head()
            return anchor_of(head if seq is None else rows.head_at(seq, head))

    def verify(self, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
        """Everything that no longer fits together, below the tables as in the history; see `PlanStore.verify`."""
        with self._medium.reading() as connection:
            return self._faults(connection, anchors)

    def whole(self) -> Whole:
        """Everything that is kept, as at one moment; see `PlanStore.whole`."""
        with self._medium.reading() as connection:
            return whole_of(connection)

    def begin_whole(self, whole: Whole) -> None:
        """Lay the tables out and keep everything that was kept elsewhere, as it is.

        Raises
        ------
        StoreError
            When there is something already, or it cannot be written.
        """
        with self._medium.keeping() as connection:
            self._medium.lay_out(connection)
            lay_down(connection, whole)

    def join(
        self, theirs: Whole, choices: Mapping[Key, Choice], *, origin: str, actor: str, hold: Hold = hold_nothing
    ) -> Stored:
        """The plan with what another copy has; see `PlanStore.join`."""
        by = Teller(actor=actor, at=self._clock(), origin=origin)
        self._keep_steps(lambda mine: joining_steps(mine, theirs, choices, by, hold), theirs.trail, by)
        return self.read()

    def erase(self, asked: Asked, *, reason: str, actor: str) -> Erasing:
        """What was taken out; see `PlanStore.erase`."""
        now = self._clock()
        (step,) = self._keep_steps(lambda mine: (erasing_step(mine, asked, reason=reason, actor=actor, at=now),))
        return step.erasing or Erasing()

    def bring_up(self) -> None:
        """Bring tables of an older version to the layout of this one, if they still hold together then.

        Raises
        ------
        StoreError
            When they do not; everything is then as it was.
        """
        with self._medium.keeping() as connection:
            self._medium.bring_up(connection)
            faults = self._faults(connection)
            if faults:
                msg = (
                    "The operation was not brought to the layout of this version, as it does not hold together: "
                    f"{faults[0].message} Nothing was changed; restore it from a copy."
                )
                raise StoreError(msg)

    def close(self) -> None:
        """Let go of the operation; nothing more can be asked of this store."""
        self._medium.close()

    def _faults(self, connection: sa.Connection, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
        rows = Rows(connection)
        head, images, log = rows.head(), rows.images(), rows.log()
        told = told_of(connection)
        others = [one.entry for one in told]
        held = chain_faults(log, head, images, put_in_place([*others, *log]))
        marked = anchor_faults(log, anchors, others)
        faults = [*self._medium.faults(connection), *held, *told_faults(log, told), *marked]
        named = {note.photo for note in rows.current(head, self._snapshot).plan.notes if note.photo}
        return (*faults, *photos.faults(connection, sorted(named)), *deeds.trail(connection).faults())

    def _joined(
        self, connection: sa.Connection, now: Stamp, plan: Plan, base: int, *, on_newest: bool = False
    ) -> Snapshot:
        rows = Rows(connection, writes=True)
        head = rows.head()
        if on_newest or not 1 <= base <= head.seq:
            require_head(head, base, rows.last(head), rows.log(base))
        before = rows.current(head, self._snapshot)
        change = joined(rows.at(base, before), before, plan, rows.log(base))
        end = rows.append(head, now, before, change.images)
        return before.after(change.plan, end, change.images)

    def _decided(self, connection: sa.Connection, decision: Decision) -> Image:
        return decided(Rows(connection, writes=True).images_of(PROPOSAL), decision)

    def _beside(self, connection: sa.Connection, now: Stamp, image: Image, known: Snapshot) -> Snapshot:
        """The operation once the log tells of something that changes no plan."""
        rows = Rows(connection, writes=True)
        head = rows.head()
        before = rows.current(head, known)
        return before.after(before.plan, rows.append(head, now, before, [image]), [image])

    def _take_back(self, act: Act, base: int, actor: str) -> Stored:
        with self._medium.writing() as connection:
            rows = Rows(connection, writes=True)
            head = rows.head()
            require_head(head, base, rows.last(head), rows.log(base))
            before = rows.current(head, self._snapshot)
            target = (to_undo if act is Act.UNDO else to_redo)(rows.steps())
            meant = undone(rows.of_commit(target))
            now = stamp(act, actor=actor, reason=meant[0].stamp.reason, at=self._clock(), target=target)
            commit = [entry.image for entry in meant]
            wanted = commit if act is Act.REDO else images_before(commit, rows.before_commit(target))
            images = restored_images(before, wanted)
            after = {**before.images, **{image.key: image for image in images}}
            plan = plan_from_images(after.values(), before)
            end = rows.append(head, now, before, images)
        return self._known(before.after(plan, end, images))

    def _keep_steps(
        self, found: Callable[[Whole], tuple[Batch, ...]], told: Trail | None = None, by: Teller | None = None
    ) -> tuple[Batch, ...]:
        with self._medium.keeping() as connection:
            Rows(connection, writes=True).head()
            steps = found(whole_of(connection))
            for step in steps:
                keep_step(connection, step)
            if told and by:
                deeds.keep_told(connection, told, by=by.actor, origin=by.origin, at=by.at)
        self._snapshot = EMPTY
        if any(step.erasing for step in steps):
            self._medium.scrub()
        return steps

    def _known(self, snapshot: Snapshot) -> Stored:
        # only spares reading again: whichever thread sets it last, its seq is compared with the database
        self._snapshot = snapshot
        return Stored(plan=snapshot.plan, seq=snapshot.seq, hash=snapshot.hash)


def _decides(decision: Decision, at: datetime) -> Stamp:
    return stamp(Act.DECIDE, actor=decision.by, reason=decision.told, at=at)
