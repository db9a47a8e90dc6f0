"""One question answered ahead of time, so that the first page is as quick as the second.

Run by `make` to compile the search kernels, and by the server while it waits for its first visitor.
"""

import threading
from dataclasses import replace
from importlib import import_module

from data.model import RoutePolicy
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.tiles.pyramid import build
from data.tiles.roads import road_layers
from routing.alternatives import find_alternatives
from routing.coverage import coverage_by_phase
from routing.help import HelpAsked, help_times
from routing.index import NetworkIndex
from routing.movement.practice import practised
from routing.pareto import find_front
from routing.question import RouteQuestion, Terms
from routing.reach import ReachQuestion, find_reach
from routing.replay.replay import replayed
from routing.search import find_route
from routing.standing import Asked, standing_of


def warm_up() -> None:
    """Answer one question of each kind about the demo operation."""
    plan = demo_plan()
    ends = [site.point for site in plan.sites[:2]]
    question = RouteQuestion(origin=ends[0], destination=ends[1], at=DEMO_NOW, policy=RoutePolicy.LOW_EXPOSURE)
    index = NetworkIndex(demo_network())
    find_route(index, plan, question)
    # the hierarchy that large networks are searched by compiles too, new weights and repaired ones
    index.prepare(None, large=0)
    for policy in (RoutePolicy.LOW_EXPOSURE, RoutePolicy.FASTEST):
        find_route(index, plan, replace(question, policy=policy))
    find_alternatives(index, plan, question)
    reach = ReachQuestion(terms=Terms(at=DEMO_NOW), bases=tuple(ends), limits_min=(5.0,))
    find_reach(index, plan, reach)
    find_front(index, plan, question)
    standing = standing_of(index, plan, Asked(terms=Terms(at=DEMO_NOW)))
    standing.after(plan.without(plan.barriers[-1].id))
    help_times(index, plan, HelpAsked(at=DEMO_NOW))
    coverage_by_phase(plan)
    build(road_layers(demo_network()))
    replayed(*practised())


def warm_up_beside() -> None:
    """Warm up in a thread of its own; the server answers meanwhile."""
    threading.Thread(target=_load_and_warm_up, name="warm-up", daemon=True).start()


def _load_and_warm_up() -> None:
    # not the map's component: it may be loaded only from within a page
    for slow in ("folium.plugins", "altair"):
        import_module(slow)
    warm_up()


if __name__ == "__main__":
    warm_up()
