"""The second person: what waits, and how it is confirmed, refused or withdrawn."""

from dataclasses import replace

from data.errors import NotAllowed, PlanError, StalePlan
from data.identity.principal import Principal
from data.model import Convoy, Plan
from data.service.asking import on_behalf_of
from data.service.changes import moved_on, with_changes
from data.service.rights import may_change
from data.service.saving import Saved
from data.service.seen import may_see_proposal
from data.service.severe import require_fresh_for
from data.service.trail import refusal_noted
from data.store.change import Change
from data.store.plan_store import PlanStore
from data.store.proposal import NOT_THERE, Decision, Proposal, Verdict, require_waiting


def proposals(who: Principal, store: PlanStore) -> tuple[Proposal, ...]:
    """Proposals a person may see, decided ones among them, the newest first."""
    plan = store.read().plan
    return tuple(proposal for proposal in store.proposals() if may_see_proposal(plan, who, proposal))


def waiting(who: Principal, store: PlanStore) -> tuple[Proposal, ...]:
    """Proposals a person may see about which nobody has decided, the newest first."""
    found = store.proposals(waiting=True)
    plan = store.read().plan if found else None
    return tuple(proposal for proposal in found if plan is not None and may_see_proposal(plan, who, proposal))


def why_not(who: Principal, plan: Plan, proposal: Proposal) -> str:
    """Why a person may not decide about a proposal, in a sentence; empty when they may."""
    if who.id == proposal.by_id:
        return "You made this yourself; another person has to confirm it."
    try:
        after = with_changes(plan, proposal.changes)
    except PlanError:
        after = plan
    if all(may_change(who, plan, after, change) for change in proposal.changes):
        return ""
    return "Only who may make this change themselves can decide about it."


@refusal_noted("confirm")
def confirm(who: Principal, store: PlanStore, proposal_id: str) -> Saved:
    """What became of a proposal that a second person lets come into force, on top of what was saved since.

    Raises
    ------
    NotAllowed
        When it is their own, or they could not make the change themselves.
    StalePlan
        When it is decided already, or others changed the same since.
    """
    newest, proposal = store.read(), _open(who, store, proposal_id)
    require_fresh_for(who, proposal.changes)
    changes = moved_on(store, newest.plan, _released(proposal, who, store))
    try:
        plan = with_changes(newest.plan, changes)
    except PlanError as fault:
        message = f"Not confirmed: it does not fit what was saved since: {fault} Refuse it, or have it made anew."
        raise StalePlan(message) from fault
    with on_behalf_of(who):
        kept = store.confirm(
            _decision(who, store, proposal, Verdict.CONFIRMED),
            plan,
            base=newest.seq,
            reason=proposal.reason,
            actor=f"{proposal.by}, confirmed by {who.name}",
        )
    return Saved(seq=kept.seq, in_force=changes)


@refusal_noted("refuse a proposal")
def refuse(who: Principal, store: PlanStore, proposal_id: str, reason: str) -> None:
    """Keep that a second person does not want a proposal, and why.

    Raises
    ------
    NotAllowed
        When it is their own, they could not make the change themselves, or no reason is given.
    StalePlan
        When it is decided already.
    """
    proposal = _open(who, store, proposal_id)
    if not reason.strip():
        message = "Say why it is refused, so that whoever proposed it knows."
        raise NotAllowed(message)
    with on_behalf_of(who):
        store.decide(replace(_decision(who, store, proposal, Verdict.REFUSED), reason=reason.strip()))


@refusal_noted("withdraw")
def withdraw(who: Principal, store: PlanStore, proposal_id: str) -> None:
    """Keep that a person does not want their own proposal any more.

    Raises
    ------
    NotAllowed
        When it is somebody else's.
    StalePlan
        When it is decided already.
    """
    proposal = _found(who, store, proposal_id)
    if proposal.by_id != who.id:
        message = f"{proposal.by} proposed this and alone can withdraw it; you can refuse it."
        raise NotAllowed(message)
    with on_behalf_of(who):
        store.decide(_decision(who, store, proposal, Verdict.WITHDRAWN))


def _open(who: Principal, store: PlanStore, proposal_id: str) -> Proposal:
    proposal = _found(who, store, proposal_id)
    require_waiting(proposal.decision)
    if reason := why_not(who, store.read().plan, proposal):
        raise NotAllowed(reason)
    return proposal


def _found(who: Principal, store: PlanStore, proposal_id: str) -> Proposal:
    found = next((one for one in proposals(who, store) if one.id == proposal_id), None)
    if found is None:
        raise StalePlan(NOT_THERE)
    return found


def _decision(who: Principal, store: PlanStore, proposal: Proposal, verdict: Verdict) -> Decision:
    return Decision(proposal=proposal.id, verdict=verdict, by_id=who.id, by=who.name, at=store.now())


def _released(proposal: Proposal, who: Principal, store: PlanStore) -> tuple[Change, ...]:
    """The proposed changes, with this person named in every release as who confirmed it."""
    return tuple(_confirmed(change, who, store) for change in proposal.changes)


def _confirmed(change: Change, who: Principal, store: PlanStore) -> Change:
    after, was = change.after, change.before.release if isinstance(change.before, Convoy) else None
    if not isinstance(after, Convoy) or after.release is None or after.release == was:
        return change
    return replace(change, after=replace(after, release=replace(after.release, confirmed_by=who.name, at=store.now())))
