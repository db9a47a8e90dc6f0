"""The trail of what people did without changing anything: what was shown, handed out and refused, for auditors."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Concatenate, ParamSpec, TypeVar

from data.errors import AskAgain, NotAllowed
from data.identity.principal import Principal, Role, Sensitivity
from data.model import Finding, Plan
from data.service.seen import level_of, may_see
from data.store.deed import Deed, Did, KeptDeed
from data.store.plan_store import PlanStore
from data.store.protocol import Anchor

KEPT_BACK = "kept back"
MOST = 10_000


class Stand(StrEnum):
    """How the mark of a sheet stands to the history of an operation."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


P = ParamSpec("P")
T = TypeVar("T")


def note_viewing(who: Principal, store: PlanStore, page: str, seq: int) -> None:
    """Keep that a person was shown severe data on a page, once for each revision of it."""
    store.note(_deed(who, store, Did.VIEWED, page, mark=str(store.anchor(seq))), once=True)


def note_briefing(who: Principal, store: PlanStore, page: str, seq: int) -> None:
    """Keep that a person was shown a page as of an earlier revision, once for each."""
    store.note(_deed(who, store, Did.BRIEFED, page, mark=str(store.anchor(seq))), once=True)


def note_handed_out(who: Principal, store: PlanStore, what: str, content: bytes, *, seq: int, about: str = "") -> str:
    """The SHA-256 of a file that is handed out, which is kept before anybody gets it.

    Raises
    ------
    StoreError
        When it cannot be kept; the file must not be handed out then.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    deed = _deed(who, store, Did.HANDED_OUT, what, mark=str(store.anchor(seq)))
    store.note(replace(deed, about=about, sha256=sha256))
    return sha256


def note_custody(who: Principal, store: PlanStore, what: str, content: bytes) -> None:
    """Keep what somebody did with an operation as a whole, and the SHA-256 of the copy or mark it was done with.

    Raises
    ------
    StoreError
        When it cannot be kept; what leaves the house must not be handed out then.
    """
    deed = _deed(who, store, Did.CUSTODY, what, mark=str(store.anchor()))
    store.note(replace(deed, sha256=hashlib.sha256(content).hexdigest()))


def note_refusal(who: Principal, store: PlanStore, what: str) -> None:
    """Keep that somebody was refused something, under a word for what it is."""
    store.note(_deed(who, store, Did.REFUSED, what, mark=str(store.anchor())))


def refusal_noted(
    what: str,
) -> Callable[[Callable[Concatenate[Principal, PlanStore, P], T]], Callable[Concatenate[Principal, PlanStore, P], T]]:
    """A public operation whose refusals are kept, under a word for what it is."""

    def noting(
        operation: Callable[Concatenate[Principal, PlanStore, P], T],
    ) -> Callable[Concatenate[Principal, PlanStore, P], T]:
        @functools.wraps(operation)
        def asked(who: Principal, store: PlanStore, /, *said: P.args, **named: P.kwargs) -> T:
            try:
                return operation(who, store, *said, **named)
            except AskAgain:
                raise
            except NotAllowed:
                note_refusal(who, store, what)
                raise

        return asked

    return noting


def shows_severe(plan: Plan) -> bool:
    """Whether anything in what is shown of a plan can do severe harm in the wrong hands."""
    return any(level_of(plan, record, plan.sharing) is Sensitivity.SEVERE for record in plan.records())


def trail(who: Principal, store: PlanStore, limit: int = MOST) -> tuple[KeptDeed, ...]:
    """What people did without changing anything, newest first; what an auditor may not see is not named.

    Raises
    ------
    NotAllowed
        When the person does not audit.
    """
    _require_auditor(who)
    plan = store.read().plan
    return tuple(_as_seen(who, plan, kept) for kept in store.deeds(limit))


def told(who: Principal, store: PlanStore) -> tuple[KeptDeed, ...]:
    """What people did in other copies that were put together with this one, as far as an auditor may see it.

    Raises
    ------
    NotAllowed
        When the person does not audit.
    """
    _require_auditor(who)
    plan = store.read().plan
    return tuple(_as_seen(who, plan, kept) for kept in store.trail().told)


def trail_verified(who: Principal, store: PlanStore, noted: tuple[Anchor, ...] = ()) -> tuple[Finding, ...]:
    """Everything in the trail that is not as it was written, or not as it was noted elsewhere.

    Raises
    ------
    NotAllowed
        When the person does not audit.
    """
    _require_auditor(who)
    return tuple(store.trail().faults(noted))


def stand_of(who: Principal, store: PlanStore, mark: Anchor) -> Stand:
    """Whether a mark is one of this operation's history; whoever holds a sheet may ask.

    Raises
    ------
    NotAllowed
        When the person has no role here.
    """
    if not who.roles:
        message = "Marks are checked by whoever has a role here."
        raise NotAllowed(message)
    if 1 <= mark.seq <= store.anchor().seq and store.anchor(mark.seq) == mark:
        return Stand.HERE
    told = ((one.entry.seq, one.entry.hash) for one in store.whole().told)
    is_told = any(seq == mark.seq and hash_.startswith(mark.start) for seq, hash_ in told)
    return Stand.ELSEWHERE if is_told else Stand.UNKNOWN


def _deed(who: Principal, store: PlanStore, did: Did, what: str, *, mark: str) -> Deed:
    return Deed(at=store.now(), by_id=who.id, by=who.name, did=did, what=what, mark=mark)


def _as_seen(who: Principal, plan: Plan, kept: KeptDeed) -> KeptDeed:
    """A deed without the id of a record that the person may not see."""
    about = plan.find(kept.deed.about) if kept.deed.about else None
    if not kept.deed.about or (about is not None and may_see(plan, who, about, plan.sharing)):
        return kept
    return replace(kept, deed=replace(kept.deed, about=KEPT_BACK))


def _require_auditor(who: Principal) -> None:
    if not who.has(Role.AUDITOR):
        message = "What was shown and handed out is for auditors."
        raise NotAllowed(message)
