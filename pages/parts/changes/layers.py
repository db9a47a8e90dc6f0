"""What a change brings about, pointed out on the map."""

from collections.abc import Iterator

from data.model import Convoy, Corridor, Route, Site
from pages.look import looks
from pages.look.clock import duration
from pages.look.words import kilometres
from pages.map.layers import Layer, MapFeature
from pages.parts.changes.found import Found
from pages.parts.changes.help_words import OF
from pages.parts.changes.sentences import LEAST_M
from pages.parts.convoys import change_words
from routing.consequences import stretches_drawn

MOST_WAYS = 200
"""Beyond this many changed ways a map would show nothing else."""


def layers(found: Found, phase_id: str, *, ways: bool = True) -> tuple[Layer, ...]:
    """Ways before and after, and what is uncovered or no longer near help in one phase.

    `ways` is False for a map that shows the ways of convoys itself.
    """
    changed = list(_changed_ways(found))[:MOST_WAYS] if ways else []
    return (
        Layer(name="Changed ways", features=[way for ways in changed for way in ways]),
        Layer(name="No longer covered", features=list(_uncovered(found, phase_id))),
        Layer(name="No longer near help", features=list(_lost_sites(found, phase_id))),
    )


def _changed_ways(found: Found) -> Iterator[tuple[MapFeature, ...]]:
    for change in found.values.convoys:
        convoy = found.after.plan.find(change.convoy_id)
        old, new = change.before, change.after
        if not isinstance(convoy, Convoy) or convoy.departs_at < found.after.at or old is None or new is None:
            continue
        words = change_words(old, new, (found.before.plan, found.after.plan))
        drawn = ((old, looks.WAY_BEFORE), (new, looks.NEW_WAY))
        place = getattr(found.after.plan.find(convoy.origin), "point", None)
        if words and place and not isinstance(new, Route):
            yield (MapFeature(id="", geometry=place, look=looks.NO_WAY, tooltip=(convoy.name, words)),)
        if words:
            yield tuple(
                MapFeature(
                    id="", geometry=answer.line, look=look, tooltip=(convoy.name, duration(answer.duration_s), words)
                )
                for answer, look in drawn
                if isinstance(answer, Route)
            )


def _uncovered(found: Found, phase_id: str) -> Iterator[MapFeature]:
    for change in found.values.coverage:
        corridor = found.after.plan.find(change.corridor_id)
        if change.phase_id == phase_id and isinstance(corridor, Corridor) and change.uncovered_m >= LEAST_M:
            told = (corridor.name, f"{kilometres(change.uncovered_m)} no longer covered")
            shape = stretches_drawn(corridor, change.uncovered)
            yield MapFeature(id="", geometry=shape, look=looks.NEWLY_UNCOVERED, tooltip=told)


def _lost_sites(found: Found, phase_id: str) -> Iterator[MapFeature]:
    """Every site that lay near help and is not known to any more, once."""
    lost = [
        (change.key[0], OF[change.key[1]])
        for change in found.values.help or ()
        if change.key[2] == phase_id and change.is_lost
    ]
    for site_id in dict.fromkeys(name for name, _ in lost):
        site = found.after.plan.find(site_id)
        if isinstance(site, Site):
            from_what = " and ".join(help_name for name, help_name in lost if name == site_id)
            told = (site.name, f"no longer near {from_what}")
            yield MapFeature(id="", geometry=site.point, look=looks.FARTHER_SITE, tooltip=told)
