"""What a proposal would change, drawn: as it is in force, and as it would be."""

from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from data.errors import PlanError
from data.model import Plan
from data.service.changes import with_changes
from data.store.change import Change
from data.store.proposal import Proposal
from pages.look import looks
from pages.look.looks import Look
from pages.map.layers import MapFeature
from pages.parts.drawn import show_drawn
from pages.parts.record.target import shape_of
from pages.parts.titles import label_of
from pages.state.workspace import Workspace


def show_proposed(work: Workspace, proposal: Proposal) -> None:
    """A map of what a proposal would change, as it is in force and as it would be; nothing where none lies anywhere."""
    features = features_of(work.plan, proposal)
    show_drawn(work, features, name="In force and proposed", key=f"second.map.{work.operation}.{proposal.id}")


def features_of(plan: Plan, proposal: Proposal) -> list[MapFeature]:
    """Each change that lies somewhere, before and after."""
    try:
        after = with_changes(plan, proposal.changes)
    except PlanError:
        # it no longer fits what was saved since: what it named is drawn where it lay
        after = plan
    return [feature for change in proposal.changes for feature in _features(plan, after, change)]


def _features(plan: Plan, after: Plan, change: Change) -> Iterator[MapFeature]:
    was = shape_of(plan, change.before) if change.before else None
    becomes = shape_of(after, change.after) if change.after else None
    name = label_of(after if change.after else plan, change.record)
    if was is not None:
        yield _feature(change, looks.IN_FORCE, was, name)
    if becomes is not None:
        yield _feature(change, looks.PROPOSED, becomes, name)


def _feature(change: Change, look: Look, shape: BaseGeometry, name: str) -> MapFeature:
    return MapFeature(id=change.id, geometry=shape, look=look, label=look.words, tooltip=(look.words, name))
