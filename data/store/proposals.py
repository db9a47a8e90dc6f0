"""Proposals as the log tells them: a record beside the plan, made in one entry and decided in another."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from data.errors import StalePlan, StoreError
from data.model import Record
from data.store.change import Change
from data.store.codec import decoded, encoded, kind_of
from data.store.proposal import NOT_THERE, Decision, Proposal, Verdict, require_waiting
from data.store.snapshot import PROPOSAL, Image, Key

_WEIGHT: Mapping[Verdict | None, int] = MappingProxyType(
    {None: 0, Verdict.WITHDRAWN: 1, Verdict.REFUSED: 2, Verdict.CONFIRMED: 3}
)
"""Which of two ends of one proposal stands when copies that decided apart are put together."""


def image_of(proposal: Proposal, version: int = 1) -> Image:
    """The record by which the log tells of a proposal."""
    said = {
        **_who(proposal.by_id, proposal.by, proposal.at),
        "base": proposal.base,
        "reason": proposal.reason,
        "changes": [[_side(change.before), _side(change.after)] for change in proposal.changes],
        "decision": None if proposal.decision is None else _said(proposal.decision),
    }
    body = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Image(kind=PROPOSAL, id=proposal.id, version=version, rank=0, deleted=False, body=body)


def proposal_of(image: Image) -> Proposal:
    """The proposal that a record tells of.

    Raises
    ------
    StoreError
        When it cannot be read.
    """
    try:
        said = json.loads(image.body)
        return Proposal(
            **_whom(said),
            id=image.id,
            base=int(said["base"]),
            reason=str(said["reason"]),
            changes=tuple(Change(before=_record(one), after=_record(other)) for one, other in said["changes"]),
            decision=_decision(image.id, said["decision"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        msg = f"What waits for a second person cannot be read (proposal {image.id}); restore it from a copy."
        raise StoreError(msg) from fault


def proposals_in(images: Iterable[Image], *, waiting: bool = False) -> tuple[Proposal, ...]:
    """Every proposal among some records, or only what waits, the newest first."""
    told = (proposal_of(image) for image in images if image.kind == PROPOSAL and image.body)
    kept = sorted((one for one in told if one.is_waiting or not waiting), key=lambda one: one.id)
    return tuple(sorted(kept, key=lambda one: one.at, reverse=True))


def decided(images: Mapping[Key, Image], decision: Decision) -> Image:
    """The next version of a proposal, with what was decided.

    Raises
    ------
    StalePlan
        When there is no such proposal, or it is decided already.
    """
    image = images.get((PROPOSAL, decision.proposal))
    if image is None:
        raise StalePlan(NOT_THERE)
    known = proposal_of(image)
    require_waiting(known.decision)
    return image_of(replace(known, decision=decision), version=image.version + 1)


def brought(mine: Mapping[Key, Image], theirs: Mapping[Key, Image]) -> Iterator[Image]:
    """Proposals as another copy has them, where it knows of them what is not known here.

    Both may have decided about one while they were apart: confirmed stands before refused, as what was
    confirmed is in force somewhere; both before withdrawn, and that before waiting.
    """
    for key, image in sorted(theirs.items()):
        if key[0] == PROPOSAL and image.body and (key not in mine or _weight(image) > _weight(mine[key])):
            yield image


def _weight(image: Image) -> int:
    decision = proposal_of(image).decision
    return _WEIGHT[decision.verdict if decision else None]


def _said(decision: Decision) -> dict[str, Any]:
    who = _who(decision.by_id, decision.by, decision.at)
    return {**who, "verdict": decision.verdict.value, "reason": decision.reason}


def _decision(proposal: str, said: dict[str, Any] | None) -> Decision | None:
    if said is None:
        return None
    return Decision(**_whom(said), proposal=proposal, verdict=Verdict(said["verdict"]), reason=str(said["reason"]))


def _who(by_id: str, by: str, at: datetime) -> dict[str, Any]:
    return {"by_id": by_id, "by": by, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}


def _whom(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"by_id": str(said["by_id"]), "by": str(said["by"]), "at": datetime.fromisoformat(said["at"])}


def _side(record: Record | None) -> list[str] | None:
    return None if record is None else [kind_of(record), str(record.id), encoded(record)]


def _record(said: list[str] | None) -> Record | None:
    return None if said is None else decoded(*said)
