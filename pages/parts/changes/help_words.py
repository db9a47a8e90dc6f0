"""Sites that come nearer to help or farther from it, as sentences."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shapely import MultiPoint

from data.model import Plan, Site, SiteKind
from pages.parts.changes.sentence import Gravity, Sentence, in_phases, listed
from routing.consequences import HelpChange
from routing.help import Help, Nearness

OF = {Help.FORCE: "a QRF", Help.CARE: "medical care"}
MOST_NAMED = 2
FIRST = (SiteKind.HOSPITAL, SiteKind.CLINIC, SiteKind.SHELTER)
"""Kinds of site named before all others."""


def help_sentences(
    plan: Plan, changes: Sequence[HelpChange], within_min: float, ahead: Sequence[str]
) -> Iterator[Sentence]:
    """One sentence for the sites that fare alike in the same phases; sites added or removed are not told."""
    phases: dict[tuple[str, Help, Nearness, Nearness], list[str]] = defaultdict(list)
    for change in changes:
        if change.before and change.after:
            site_id, wanted, phase_id = change.key
            phases[site_id, wanted, change.before.nearness, change.after.nearness].append(phase_id)
    alike: dict[tuple[Help, Nearness, Nearness, tuple[str, ...]], list[tuple[Site, bool]]] = defaultdict(list)
    for (name, wanted, before, after), held in phases.items():
        site, left = plan.find(name), before is Nearness.WITHIN and after is Nearness.NO_WAY
        if isinstance(site, Site):
            alike[wanted, before, Nearness.BEYOND if left else after, tuple(held)].append((site, left))
    for (wanted, before, after, in_which), found in alike.items():
        sites = sorted((site for site, _ in found), key=_rank)
        what = _told(before, after, f"within {within_min:g} min of {OF[wanted]}", OF[wanted])
        named = listed([_named(site) for site in sites], MOST_NAMED)
        text = f"{named[:1].upper()}{named[1:]} {what}{in_phases(plan, in_which, ahead)}"
        yield Sentence(
            gravity=_gravity(before, after),
            text=text + _left(sum(left for _, left in found), len(sites)),
            about=sites[0].id,
            shape=MultiPoint([site.point for site in sites]),
        )


def _rank(site: Site) -> int:
    return FIRST.index(site.kind) if site.kind in FIRST else len(FIRST)


def _left(without: int, of: int) -> str:
    """How many of the sites have no way at all any more."""
    if not without:
        return ""
    return ": no way is left" if without == of else f"; no way is left for {without} of them"


def _gravity(before: Nearness, after: Nearness) -> Gravity:
    order = list(Nearness)
    if order.index(after) < order.index(before):
        return Gravity.BETTER
    if before is Nearness.WITHIN:
        return Gravity.LOST
    return Gravity.WORSE if after is Nearness.NO_WAY else Gravity.DOUBT


def _told(before: Nearness, after: Nearness, within: str, wanted: str) -> str:
    if before is Nearness.WITHIN:
        return f"no longer known to be {within}" if after is Nearness.UNKNOWN else f"no longer {within}"
    if after is Nearness.BEYOND:
        return f"known not to be {within}" if before is Nearness.UNKNOWN else f"with a way again, but not {within}"
    towards = "to" if wanted == OF[Help.CARE] else "from"
    return {
        Nearness.WITHIN: f"now {within}",
        Nearness.UNKNOWN: f"perhaps {within}, which nobody knows",
        Nearness.NO_WAY: f"without any way {towards} {wanted}",
    }[after]


def _named(site: Site) -> str:
    kind = site.kind.value.replace("_", " ")
    return site.name if kind in site.name.lower() else f"{kind} {site.name}"
