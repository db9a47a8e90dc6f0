"""Cached answers, keyed by what they were computed from: revision, network fingerprint, question."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from shapely import MultiPolygon, Polygon

from data.export.gazetteer import names_of_ground, names_of_plan, names_of_roads
from data.identity.principal import Principal
from data.model import Convoy, Corridor, Coverage, Finding, NoRoute, Phase, Plan, Route, Scenario, SectorId
from data.model.answers import Alternatives
from data.model.reasons import RouteReasons
from data.service import reading, second, taking_back
from data.service.asking import require_agreed
from data.service.seen import View, view_of
from data.sources.demo import demo_network, demo_plan
from data.sources.roads.download import download_place
from data.sources.roads.library import find_ground, find_network
from data.sources.roads.load import load_roads
from data.sources.roads.report import LoadedRoads
from data.store.plan_store import PlanStore
from data.store.proposal import Proposal
from data.store.protocol import Revision, Stored, Version
from data.store.shelf import Shelf
from data.store.snapshot import PROPOSAL
from pages.state.incoming import READERS, Incoming
from pages.state.ordering import Layouts
from pages.state.preparation import Preparation
from pages.web import basemap, names
from pages.web.home import data_folder, roads_folder
from pages.web.shelf import shelf
from routing import boundaries
from routing.alternatives import find_alternatives
from routing.consequences import Outlook, outlook_of
from routing.coverage import corridor_coverage, coverage_by_phase
from routing.departures import led
from routing.force.capability import Curve
from routing.force.capability import curves as curves_of
from routing.force.comparing import ScenarioOutlook, cover_as_expected
from routing.force.comparing import outlook_of as scenario_outlook_of
from routing.force.cover import CoverAsked, Moment, cover_at, moment_of
from routing.force.covered import PhaseCover
from routing.force.money import Mechanism, MoneyAsked, MoneyOutlook, mechanisms, money_outlook
from routing.force.permits import Permit, permit_matrix
from routing.force.placing import Placing, Wish, where_units_help
from routing.force.standards import Standard
from routing.help import HelpAsked, help_times
from routing.index import NetworkIndex
from routing.march.binding import Freed, what_frees
from routing.march.review import march_findings
from routing.march.strip import Strip, Whose, strip_of
from routing.march.table import MarchTable, march_tables
from routing.march.timed import Timed, TimedQuestion, TimedWay, earliest_arrival, latest_departure
from routing.march.waits import Waiting
from routing.question import RouteQuestion, Terms
from routing.reasons import why_this_way
from routing.review import review
from routing.search import find_route
from routing.standing import Answer, Asked, Standing, standing_of

if TYPE_CHECKING:
    import networkx as nx

DEMO = "demo"
WHOLE_HISTORY = 1_000_000
MOMENT_S = 0.5


def store(operation: str) -> PlanStore:
    """The store of one operation, opened once per process; the demo is laid down where it is missing."""
    kept = shelf()
    if operation == DEMO:
        _with_demo(kept.place, kept)
    return kept.open(operation)


@st.cache_resource(show_spinner=False)
def _with_demo(place: str, _shelf: Shelf) -> None:
    """Lay the demo down where it is missing, and put it on its roads as this version draws them."""
    if not _shelf.exists(DEMO):
        _shelf.create(DEMO, demo_plan(), reason="illustrative demo operation", actor="passage")
    _with_todays_roads(_shelf.open(DEMO), data_folder() / "networks")


def _with_todays_roads(demo: PlanStore, folder: Path) -> None:
    """Put the demo on its roads as this version draws them, where it is on others that are nowhere to be found."""
    kept, ours = demo.read(), demo_network().fingerprint
    known = kept.plan.network_fingerprint
    if known not in (None, ours) and find_network(str(known), folder) is None:
        plan = replace(kept.plan, network_fingerprint=ours)
        demo.commit(plan, base=kept.seq, reason="the demo's roads as this version draws them", actor="passage")


@st.cache_resource(show_spinner=False, max_entries=50)
def view(place: str, key: str, _stored: Stored, _who: Principal, _operation: str) -> View:
    """What a person may see of the newest plan; `key` names operation, revision and what may be seen."""
    return require_agreed(view_of(_stored.plan, _who), _who, store(_operation), _stored.seq)


def history(who: Principal, operation: str, limit: int) -> tuple[Revision, ...]:
    """The newest revisions of an operation that a person may see, newest first."""
    return reading.history(who, store(operation), limit)


@st.cache_resource(show_spinner=False, max_entries=100)
def versions(key: str, _operation: str, record_id: str, limit: int, _who: Principal) -> tuple[Version, ...]:
    """The newest versions of one record, newest first; `key` names operation, revision and what may be seen."""
    return reading.versions(_who, store(_operation), record_id, limit)


@st.cache_resource(show_spinner=False, max_entries=30)
def photo(key: str, sha256: str, _operation: str, _who: Principal) -> bytes:
    """A photograph that a note of the operation names; `key` names operation, revision and what may be seen."""
    return reading.photo(_who, store(_operation), sha256)


def waiting(who: Principal, operation: str) -> tuple[Proposal, ...]:
    """What waits for a second person, as far as a person may see it, the newest first."""
    return second.waiting(who, store(operation))


def keep_photo(who: Principal, operation: str, jpeg: bytes) -> str:
    """The name under which a photograph is now kept with the operation."""
    return reading.keep_photo(who, store(operation), jpeg)


@st.cache_resource(show_spinner=False, max_entries=50)
def changes(key: str, _operation: str, _who: Principal) -> taking_back.Changes:
    """What can be undone and redone; `key` names operation, revision and what may be seen."""
    return taking_back.changes(_who, store(_operation))


@st.cache_resource(show_spinner="Reading the road network …", max_entries=3)
def index(fingerprint: str | None, folder: Path) -> NetworkIndex | None:
    """The network a plan was made on, ready for questions; None when it is not on this machine."""
    demo = demo_network()
    network = demo if fingerprint == demo.fingerprint else find_network(fingerprint or "", folder)
    if network is None:
        return None
    ready = NetworkIndex(network)
    # Streamlit collects garbage after every run: keep the resident network out of that
    gc.collect()
    gc.freeze()
    return ready


@st.cache_resource(show_spinner=False, max_entries=3)
def preparation(fingerprint: str, _index: NetworkIndex) -> Preparation:
    """The preparation of a network, begun when it is first asked for; one for all sessions."""
    begun = Preparation(_index, data_folder() / "orders")
    begun.start()
    # most networks are ready in a moment: nobody needs to see that
    begun.wait(MOMENT_S)
    return begun


@st.cache_resource(show_spinner="Drawing the map of the roads …", max_entries=3)
def road_map(fingerprint: str, _index: NetworkIndex, _folder: Path) -> basemap.RoadMap:
    """The map of a network and of the ground kept with it in `_folder`."""
    return basemap.road_map(_index.network, roads_folder(), ground=find_ground(fingerprint, _folder))


@st.cache_resource(show_spinner=False, max_entries=20)
def names_of_records(key: str, _plan: Plan) -> str:
    """Where the browser finds the names of all records; `key` names operation and revision."""
    return names.served(names_of_plan(_plan))


@st.cache_resource(show_spinner=False, max_entries=3)
def names_around(fingerprint: str, _index: NetworkIndex, _folder: Path) -> str:
    """Where the browser finds the names of roads, and of places on the ground kept with them in `_folder`."""
    ground = find_ground(fingerprint, _folder)
    return names.served([*(names_of_ground(ground) if ground else ()), *names_of_roads(_index.network)])


@st.cache_resource(show_spinner=False, max_entries=3)
def roads(paths: Sequence[Path], folder: Path, _told: Callable[[str], None]) -> LoadedRoads:
    """Road files read into a network, kept in `folder` and drawn; `_told` is called with each step."""
    return _drawn(load_roads(paths, progress=lambda step, _: _told(step), cache_dir=folder), folder, _told)


def download(place: str | Polygon | MultiPolygon, folder: Path, told: Callable[[str], None]) -> LoadedRoads:
    """The roads of a place or area, downloaded because a person asked; kept in `folder`."""
    return _drawn(download_place(place, progress=lambda step, _: told(step), cache_dir=folder), folder, told)


def _drawn(loaded: LoadedRoads, folder: Path, told: Callable[[str], None]) -> LoadedRoads:
    """The same roads, once their map is drawn, so that no page has to wait for it."""

    def tell(step: str, share: float | None) -> None:
        told(step if share is None else f"{step}, {share:.0%}")

    ground = find_ground(loaded.network.fingerprint, folder)
    basemap.road_map(loaded.network, roads_folder(), ground=ground, progress=tell)
    return loaded


@st.cache_resource(show_spinner="Reading …", max_entries=5)
def areas(paths: Sequence[Path], what: str) -> Incoming:
    """Zones, sectors or sites of files, ready to be added."""
    mains = [p for p in paths if p.suffix.lower() not in {".shx", ".dbf", ".prj", ".cpg"}]
    read = [READERS[what](path) for path in mains]
    return Incoming(
        records=tuple(r for one in read for r in one.records),
        findings=tuple(f for one in read for f in one.findings),
    )


@st.cache_resource(show_spinner=False, max_entries=300)
def route(key: str, _index: NetworkIndex, _plan: Plan, _question: RouteQuestion) -> Route | NoRoute:
    """The answer to one route question; `key` names operation, revision and question."""
    return find_route(_index, _plan, _question)


def newest(operation: str) -> int:
    """The newest revision of an operation, whoever saved it."""
    return store(operation).read().seq


@st.cache_resource(show_spinner=False, max_entries=50)
def saves(key: str, _operation: str, _since: int, _seq: int, _who: Principal) -> tuple[Revision, ...]:
    """The last revision of each save that changed the plan after another revision, newest first.

    `key` names operation, both revisions and what may be seen.
    """
    last: dict[str, Revision] = {}
    for revision in history(_who, _operation, WHOLE_HISTORY if newest(_operation) > _seq else _seq - _since):
        if _since < revision.seq <= _seq and revision.kind != PROPOSAL:
            last.setdefault(revision.commit, revision)
    return tuple(last.values())


@st.cache_resource(show_spinner=False, max_entries=20)
def view_at(key: str, _operation: str, _seq: int, _who: Principal) -> View:
    """What a person may see of the plan as it stood; `key` names operation, revision and what may be seen."""
    return reading.as_of(_who, store(_operation), _seq)


@st.cache_resource(show_spinner=False, max_entries=10)
def standing(key: str, _index: NetworkIndex, _plan: Plan, _terms: Terms, _near: Standing | None = None) -> Standing:
    """The ways of all convoys under a plan; `key` names operation and revision.

    `_near` are the answers of another plan, from which these are made sooner.
    """
    return _near.after(_plan) if _near else standing_of(_index, _plan, Asked(terms=_terms))


@st.cache_resource(show_spinner=False, max_entries=10)
def tables(
    key: str, waiting: Waiting, _index: NetworkIndex, _plan: Plan, _ways: Mapping[str, Answer]
) -> Mapping[str, MarchTable]:
    """The march table of every convoy that has a way; `key` names operation, revision and moment."""
    return march_tables(_index, _plan, _ways, waiting=waiting)


@st.cache_resource(show_spinner=False, max_entries=20)
def outlook(
    key: str, at: datetime, within_min: float, _index: NetworkIndex | None, _plan: Plan, _near: Outlook | None = None
) -> Outlook:
    """All that stands for a plan from a moment on; `key` names operation and revision.

    `_near` is that of another plan or moment on the same roads, from which this is made sooner.
    """
    if _index is None:
        return outlook_of(_plan, at, standing=None, helped=None, near=_near)
    ways = standing(key, _index, _plan, Terms(at=at), _near.standing if _near else None)
    near, asked = _near.help if _near else None, HelpAsked(at=at, within_min=within_min)
    helped = near.after(_plan, asked) if near else help_times(_index, _plan, asked)
    return outlook_of(_plan, at, standing=ways, helped=helped, near=_near)


@st.cache_resource(show_spinner=False, max_entries=30)
def drafted(key: str, _nearest: Standing, _plan: Plan) -> Standing:
    """The ways of all convoys as a draft would make them, from others near it.

    `key` names operation, revision and draft.
    """
    return _nearest.after(_plan)


@st.cache_resource(show_spinner=False)
def layouts() -> Layouts:
    """How sectors lie to one another by road, kept for all sessions."""
    return Layouts()


@st.cache_resource(show_spinner=False, max_entries=100)
def reasons(key: str, _index: NetworkIndex, _plan: Plan, _question: RouteQuestion, _route: Route) -> RouteReasons:
    """Why a route runs as it does; `key` names operation, revision and question."""
    return why_this_way(_index, _plan, _question, _route)


@st.cache_resource(show_spinner=False, max_entries=100)
def others(key: str, _index: NetworkIndex, _plan: Plan, _question: RouteQuestion) -> Alternatives | NoRoute:
    """Dissimilar ways through; `key` names operation, revision and question."""
    return find_alternatives(_index, _plan, _question)


@st.cache_resource(show_spinner=False, max_entries=50)
def coverage(key: str, _plan: Plan) -> tuple[Coverage, ...]:
    """Coverage of every corridor in every phase; `key` names operation and revision."""
    return coverage_by_phase(_plan)


def coverage_in(key: str, plan: Plan, phase: Phase | None) -> tuple[Coverage, ...]:
    """Coverage of every corridor in one phase."""
    return tuple(c for c in coverage(key, plan) if phase is not None and c.phase_id == phase.id)


@st.cache_resource(show_spinner=False, max_entries=300)
def route_coverage(key: str, _plan: Plan, _corridor: Corridor, _phase: Phase) -> Coverage:
    """Coverage of one line in one phase; `key` names operation, revision, phase and line."""
    return corridor_coverage(_plan, _corridor, _phase)


@st.cache_resource(show_spinner=False, max_entries=50)
def findings(key: str, _plan: Plan, _at: datetime) -> tuple[Finding, ...]:
    """Every finding of the plan at a moment; `key` names operation, revision and moment."""
    return (*review(_plan, _at), *sector_findings(key.split("|", maxsplit=1)[0], _plan))


@st.cache_resource(show_spinner=False, max_entries=50)
def sector_findings(key: str, _plan: Plan) -> tuple[Finding, ...]:
    """Where sectors overlap, gape or cross themselves; `key` names operation and revision."""
    return boundaries.sector_findings(_plan)


@st.cache_resource(show_spinner=False, max_entries=20)
def sector_graph(key: str, _plan: Plan, _index: NetworkIndex) -> "nx.Graph[SectorId]":
    """Which sectors meet, along how much boundary, and where roads cross it; `key` names operation and revision."""
    return boundaries.sector_graph(_plan, _index.network)


@st.cache_resource(show_spinner=False, max_entries=50)
def permits(key: str, _plan: Plan, _sector: SectorId, _at: datetime) -> tuple[Permit, ...]:
    """Which unit may do which task in a sector; `key` names operation, revision, sector and moment."""
    return permit_matrix(_plan, _sector, _at)


@st.cache_resource(show_spinner=False, max_entries=20)
def curves(key: str, _plan: Plan, _at: datetime) -> tuple[Curve, ...]:
    """People of every contributor over time, stage by stage; `key` names operation, revision and moment."""
    return curves_of(_plan, _at)


@st.cache_resource(show_spinner="Counting money …", max_entries=20)
def money(key: str, _plan: Plan, _asked: MoneyAsked) -> dict[Mechanism | None, MoneyOutlook]:
    """How long money of all (None) and of each mechanism lasts; `key` names operation, revision and question."""
    found: dict[Mechanism | None, MoneyOutlook] = {None: money_outlook(_plan, _asked)}
    return found | dict(mechanisms(_plan, _asked))


@st.cache_resource(show_spinner=False, max_entries=20)
def cover_moment(
    key: str, _index: NetworkIndex, _plan: Plan, _phase: Phase, _at: datetime, _asked: CoverAsked
) -> Moment:
    """Who stands where in a phase and what responses reach; `key` names all it was worked out from."""
    return moment_of(_index, _plan, _phase, at=_at, asked=_asked)


@st.cache_resource(show_spinner=False, max_entries=200)
def phase_cover(key: str, _moment: Moment, _phase: Phase) -> PhaseCover:
    """Coverage in a phase; `key` names all it was worked out from."""
    return cover_at(_moment, _phase)


@st.cache_resource(show_spinner=False, max_entries=100)
def strip(key: str, _index: NetworkIndex, _plan: Plan, _march: tuple[Route, MarchTable], _part: Whose) -> Strip:
    """How a part of a convoy's column is protected; `key` names all it was worked out from."""
    return strip_of(_index, _plan, _march, _part)


@st.cache_resource(show_spinner=False, max_entries=100)
def march_doubts(key: str, _index: NetworkIndex, _plan: Plan, _table: MarchTable) -> tuple[Finding, ...]:
    """Every finding of a march; `key` names all it was worked out from."""
    return march_findings(_index, _plan, _table)


@st.cache_resource(show_spinner="Working out times …", max_entries=50)
def timed(
    key: str, _index: NetworkIndex, _plan: Plan, _question: TimedQuestion, *, both: bool
) -> tuple[Timed, Timed | None]:
    """Earliest arrival, and with both the latest departure; `key` names all they are worked out from."""
    return earliest_arrival(_index, _plan, _question), latest_departure(_index, _plan, _question) if both else None


@st.cache_resource(show_spinner=False, max_entries=100)
def led_convoy(
    key: str, _index: NetworkIndex, _plan: Plan, _found: tuple[Convoy, TimedWay], _terms: Terms
) -> Convoy | None:
    """A convoy led on a way worked out; `key` names all that was worked out from."""
    return led(_index, _plan, *_found, _terms)


@st.cache_resource(show_spinner="Trying one change after the other …", max_entries=50)
def freed(
    key: str, _index: NetworkIndex, _plan: Plan, _question: TimedQuestion, _count: int | None
) -> tuple[Freed, ...]:
    """Single changes that give a convoy a time; `key` names all they are worked out from."""
    return what_frees(_index, _plan, _question, _count)


@st.cache_resource(show_spinner=False, max_entries=200)
def more_units(key: str, _moment: Moment, _standard: Standard, wish: Wish) -> Placing:
    """Where more units help; `key` names the moment and the standard."""
    return where_units_help(_moment, _standard, wish)


@st.cache_resource(show_spinner=False, max_entries=50)
def ground_of_scenarios(key: str, _operation: str) -> int:
    """The newest revision that changed anything but scenarios and notes; `key` names operation and revision."""
    log = store(_operation).history(WHOLE_HISTORY)
    return max((revision.seq for revision in log if revision.kind not in {"scenario", "note", PROPOSAL}), default=0)


@st.cache_resource(show_spinner=False, max_entries=60)
def scenario_outlook(key: str, _plan: Plan, _scenario: Scenario | None, _asked: MoneyAsked) -> ScenarioOutlook:
    """What a plan with a scenario comes to; `key` names operation, revision, moment and the scenario's changes."""
    return scenario_outlook_of(_plan, _scenario, _asked)


@st.cache_resource(show_spinner="Working out who is covered by phase …", max_entries=30)
def scenario_cover(key: str, _index: NetworkIndex, _plan: Plan, _now: datetime) -> tuple[PhaseCover, ...]:
    """Coverage by phase as expected; `key` names operation, revision, moment and the scenario's changes."""
    return cover_as_expected(_index, _plan, _now)
