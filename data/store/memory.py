"""MemoryPlanStore: an operation kept only while the program runs; all promises but the lasting one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce
from itertools import groupby
from threading import Lock

from data.errors import StoreError
from data.model import Finding, Plan
from data.store.anchors import anchor_faults, anchor_of
from data.store.asker import Asker
from data.store.codec import SETTINGS
from data.store.deed import NO_TRAIL, Deed, KeptDeed, Trail, chained, telling
from data.store.erasure import Asked, Erasing, put_in_place
from data.store.joining import joined
from data.store.joins import Batch, Teller, after, erasing_step, joining_steps
from data.store.log import (
    GENESIS,
    Entry,
    Head,
    Stamp,
    Step,
    chain_faults,
    entries,
    head_after,
    require_head,
    require_seq,
    revision,
    stamp,
    to_redo,
    to_undo,
    undone,
    version,
)
from data.store.meeting import Choice, Hold, hold_nothing
from data.store.photos import checked, name_of
from data.store.proposal import Decision, Proposal
from data.store.proposals import decided, image_of, proposals_in
from data.store.protocol import Act, Anchor, Clock, Revision, Stored, Version, utc_now
from data.store.snapshot import (
    EMPTY,
    Image,
    Key,
    Snapshot,
    changed_images,
    images_before,
    plan_from_images,
    restored_images,
)
from data.store.whole import Told, Whole, told_faults


class MemoryPlanStore:
    """A store for tests and for a look at an operation that nobody wants to keep.

    Parameters
    ----------
    plan
        What the operation starts with; creating it cannot be undone.
    reason, actor
        Why it is created, and by whom.
    clock
        Where the time of each revision comes from.
    """

    def __init__(self, plan: Plan, *, reason: str, actor: str, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._lock = Lock()
        self._log: tuple[Entry, ...] = ()
        self._head = Head(seq=0, hash=GENESIS)
        self._snapshot = EMPTY
        self._told: tuple[Told, ...] = ()
        self._photos: dict[str, bytes] = {}
        self._trail = NO_TRAIL
        now = stamp(Act.CREATE, actor=actor, reason=reason, at=clock())
        self._append(now, plan, changed_images(EMPTY, plan))

    @classmethod
    def of_whole(cls, whole: Whole, *, clock: Clock = utc_now) -> "MemoryPlanStore":
        """A store that holds what was kept elsewhere."""
        store = cls(whole.plan(), reason="Laid down", actor=whole.log[0].stamp.actor, clock=clock)
        store._lay(whole)
        return store

    def read(self) -> Stored:
        """The plan as it stands."""
        snapshot = self._snapshot
        return Stored(plan=snapshot.plan, seq=snapshot.seq, hash=snapshot.hash)

    def kept_back(self, who: Asker, ids: Collection[str], *, seq: int) -> frozenset[str]:
        """None: a store in memory has no say of its own."""
        del who, ids, seq
        return frozenset()

    def commit(self, plan: Plan, *, base: int, reason: str, actor: str, on_newest: bool = False) -> Stored:
        """The plan as kept; see `PlanStore.commit`."""
        now = stamp(Act.EDIT, actor=actor, reason=reason, at=self._clock())
        with self._lock:
            return self._joined(now, plan, base, on_newest=on_newest)

    def now(self) -> datetime:
        """The moment it is by the clock of the store."""
        return self._clock()

    def propose(self, proposal: Proposal) -> None:
        """Keep a proposal; see `PlanStore.propose`."""
        now = stamp(Act.PROPOSE, actor=proposal.by, reason=proposal.reason, at=self._clock())
        with self._lock:
            self._append(now, self._snapshot.plan, (image_of(proposal),))

    def proposals(self, *, waiting: bool = False) -> tuple[Proposal, ...]:
        """Every proposal, the newest first; see `PlanStore.proposals`."""
        return proposals_in(self._snapshot.images.values(), waiting=waiting)

    def decide(self, decision: Decision) -> None:
        """Keep what was decided; see `PlanStore.decide`."""
        with self._lock:
            self._decide(decision)

    def confirm(self, decision: Decision, plan: Plan, *, base: int, reason: str, actor: str) -> Stored:
        """The plan as kept with what was proposed; see `PlanStore.confirm`."""
        now = stamp(Act.EDIT, actor=actor, reason=reason, at=self._clock())
        with self._lock:
            before = self._log, self._head, self._snapshot
            try:
                self._decide(decision)
                return self._joined(now, plan, base)
            except StoreError:
                self._log, self._head, self._snapshot = before
                raise

    def undo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last save taken back; see `PlanStore.undo`."""
        return self._take_back(Act.UNDO, base, actor)

    def redo(self, *, base: int, actor: str) -> Stored:
        """The plan with the last undo taken back; see `PlanStore.redo`."""
        return self._take_back(Act.REDO, base, actor)

    def history(self, limit: int) -> tuple[Revision, ...]:
        """The newest revisions, newest first."""
        return tuple(revision(entry) for entry in self._log[::-1][: max(limit, 0)])

    def versions(self, record_id: str, limit: int) -> tuple[Version, ...]:
        """The newest versions of one record, newest first; see `PlanStore.versions`."""
        kept = [e for e in self._log[::-1] if e.image.id == record_id and e.image.kind != SETTINGS]
        return tuple(version(entry) for entry in kept[: max(limit, 0)])

    def keep_photo(self, jpeg: bytes) -> str:
        """The SHA-256 of a photograph that is now kept; see `PlanStore.keep_photo`."""
        sha256 = name_of(jpeg)
        self._photos[sha256] = jpeg
        return sha256

    def photo(self, sha256: str) -> bytes:
        """The photograph of this name; see `PlanStore.photo`."""
        return checked(sha256, self._photos.get(sha256))

    def as_of(self, seq: int) -> Plan:
        """The plan as the save that holds revision `seq` left it; see `PlanStore.as_of`."""
        require_seq(seq, len(self._log))
        return self._snapshot_at(seq).plan

    def anchor(self, seq: int | None = None) -> Anchor:
        """What is to be noted elsewhere of where the log ends now, or of a revision."""
        if seq is None:
            return anchor_of(self._head)
        require_seq(seq, len(self._log))
        return anchor_of(Head(seq=seq, hash=self._log[seq - 1].hash))

    def note(self, deed: Deed, *, once: bool = False) -> None:
        """Keep what somebody did; see `PlanStore.note`."""
        with self._lock:
            if not once or not any(one.deed.is_like(deed) for one in self._trail.own):
                self._note(deed)

    def deeds(self, limit: int) -> tuple[KeptDeed, ...]:
        """The newest of what people did; see `PlanStore.deeds`."""
        return self._trail.own[::-1][: max(limit, 0)]

    def trail(self) -> Trail:
        """Every deed, made here or told; see `PlanStore.trail`."""
        return self._trail

    def verify(self, anchors: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
        """Everything that no longer fits together; see `PlanStore.verify`."""
        with self._lock:
            told = [one.entry for one in self._told]
            faults = chain_faults(self._log, self._head, self._snapshot.images, put_in_place([*told, *self._log]))
            noted = (*told_faults(self._log, self._told), *anchor_faults(self._log, anchors, told))
            return (*faults, *noted, *self._trail.faults())

    def whole(self) -> Whole:
        """Everything that is kept; see `PlanStore.whole`."""
        with self._lock:
            return self._whole()

    def join(
        self, theirs: Whole, choices: Mapping[Key, Choice], *, origin: str, actor: str, hold: Hold = hold_nothing
    ) -> Stored:
        """The plan with what another copy has; see `PlanStore.join`."""
        by = Teller(actor=actor, at=self._clock(), origin=origin)
        with self._lock:
            self._keep(joining_steps(self._whole(), theirs, choices, by, hold))
            self._keep_told(theirs.trail, by)
            return self.read()

    def erase(self, asked: Asked, *, reason: str, actor: str) -> Erasing:
        """What was taken out; see `PlanStore.erase`."""
        with self._lock:
            step = erasing_step(self._whole(), asked, reason=reason, actor=actor, at=self._clock())
            self._keep((step,))
            return step.erasing or Erasing()

    def close(self) -> None:
        """Keep nothing: what is only in memory ends with the store itself."""

    def _note(self, deed: Deed) -> None:
        own = self._trail.own
        self._trail = replace(self._trail, own=(*own, chained(deed, own[-1] if own else None)))

    def _keep_told(self, theirs: Trail, by: Teller) -> None:
        if news := self._trail.news_from(theirs):
            self._trail = replace(self._trail, told=(*self._trail.told, *news))
            mark = str(anchor_of(self._head))
            self._note(telling(theirs, by=by.actor, origin=by.origin, at=by.at, mark=mark))

    def _decide(self, decision: Decision) -> Stored:
        image = decided(self._snapshot.images, decision)
        now = stamp(Act.DECIDE, actor=decision.by, reason=decision.told, at=self._clock())
        return self._append(now, self._snapshot.plan, (image,))

    def _joined(self, now: Stamp, plan: Plan, base: int, *, on_newest: bool = False) -> Stored:
        if on_newest or not 1 <= base <= self._head.seq:
            require_head(self._head, base, self._log[-1].stamp, self._log[base:])
        change = joined(self._snapshot_at(base), self._snapshot, plan, self._log[base:])
        return self._append(now, change.plan, change.images)

    def _whole(self) -> Whole:
        return Whole(log=self._log, told=self._told, photos=dict(self._photos), trail=self._trail)

    def _keep(self, steps: tuple[Batch, ...]) -> None:
        self._lay(reduce(after, steps, self._whole()))

    def _lay(self, kept: Whole) -> None:
        self._log, self._told, self._photos = kept.log, kept.told, dict(kept.photos)
        self._head, self._snapshot, self._trail = kept.head, kept.snapshot(), kept.trail

    def _take_back(self, act: Act, base: int, actor: str) -> Stored:
        with self._lock:
            require_head(self._head, base, self._log[-1].stamp, self._log[base:])
            target = (to_undo if act is Act.UNDO else to_redo)(self._steps())
            meant = undone(entry for entry in self._log if entry.stamp.commit == target)
            now = stamp(act, actor=actor, reason=meant[0].stamp.reason, at=self._clock(), target=target)
            commit = [entry.image for entry in meant]
            wanted = commit if act is Act.REDO else images_before(commit, self._former(commit))
            images = restored_images(self._snapshot, wanted)
            after = {**self._snapshot.images, **{image.key: image for image in images}}
            return self._append(now, plan_from_images(after.values(), self._snapshot), images)

    def _snapshot_at(self, seq: int) -> Snapshot:
        log, snapshot = self._log, self._snapshot
        if seq == snapshot.seq:
            return snapshot
        commit = log[seq - 1].stamp.commit
        kept = {e.image.key: e.image for e in log if e.seq <= seq or e.stamp.commit == commit}
        return Snapshot(seq=seq, hash=log[seq - 1].hash, plan=plan_from_images(kept.values(), snapshot), images=kept)

    def _steps(self) -> list[Step]:
        firsts = (next(group).stamp for _, group in groupby(self._log, key=lambda entry: entry.stamp.commit))
        return [Step(commit=first.commit, act=first.act) for first in firsts]

    def _former(self, commit: Iterable[Image]) -> list[Image]:
        wanted = {(image.key, image.version - 1) for image in commit}
        return [e.image for e in self._log if (e.image.key, e.image.version) in wanted]

    def _append(self, now: Stamp, plan: Plan, images: tuple[Image, ...]) -> Stored:
        added = entries(self._head, now, self._snapshot.images, images)
        self._log += added
        self._head = head_after(self._head, added)
        self._snapshot = self._snapshot.after(plan, self._head, images)
        return self.read()
