"""`passage march`: what is handed out of the march of a convoy, or of all convoys of a day, as files."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from data.custody.parcel import write_file
from data.export.answers import findings_document
from data.export.handout.pack import File, day_pack, pack
from data.export.handout.pieces import Piece
from data.identity.principal import Principal
from data.model import Convoy, Plan
from data.model.handout import DayHandout, Terms
from data.model.network import RoadNetwork
from data.service import reading
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from data.sources.roads.library import find_network
from data.store.plan_store import PlanStore
from data.store.protocol import Stored
from geo.errors import PassageError
from pages.command.asking import asked_by, owner
from pages.command.moment import aware
from pages.command.outcome import DONE, NO, Outcome
from pages.command.wording import finding_lines
from pages.web.home import FONTS, data_folder
from pages.web.notebook import note_handed_out
from pages.web.shelf import shelf
from routing.handing_out import Asking, day_of, departs_between, marches_out
from routing.index import NetworkIndex
from routing.question import UnknownPolicy

UNKNOWN_WORDS = {"closed": "never used", "caution": "only where the way round is long", "use": "used freely"}


def outcome(arguments: argparse.Namespace) -> Outcome:
    """The files written; code 1 when a convoy has no way, or its times do not hold."""
    opened = _opened(arguments) if arguments.operation else Opened(plan=demo_plan(), seq=0)
    plan = opened.plan
    convoys = _convoys(plan, arguments)
    made_at = arguments.at if arguments.at is None else aware(arguments.at)
    terms = Terms(
        revision=opened.seq,
        mark=opened.mark,
        made_at=made_at or (DEMO_NOW if plan.illustrative else aware(None)),
        names_people=arguments.names,
        assumed=(f"Roads nobody knows to be open: {UNKNOWN_WORDS[arguments.unknown]}.",),
    )
    index = NetworkIndex(_network(plan))
    found = marches_out(index, plan, convoys, terms, Asking(roads=UnknownPolicy(arguments.unknown)))
    about = convoys[0].id if arguments.day is None else ""
    written = [_write(opened, file, arguments.out, about) for file in _files(found, arguments)]
    return _told(found, written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An operation as whoever asks may see it, and where it is noted that files leave it: nowhere for the demo."""

    plan: Plan
    seq: int
    mark: str = ""
    name: str = ""
    who: Principal | None = None
    store: PlanStore | None = None


def _opened(arguments: argparse.Namespace) -> Opened:
    """The operation asked for; the owner of a machine without accounts sees all of it."""
    who, name, kept = asked_by(arguments), arguments.operation, shelf()
    if not kept.exists(name):
        known = ", ".join(kept.names()) or "none"
        raise PassageError(f"There is no operation {name[:60]} here; there is {known}.")
    store = kept.open(name)
    seen = store.read() if who.id == owner().id else reading.read(who, store)
    plan = seen.plan if isinstance(seen, Stored) else seen.view.plan
    return Opened(plan=plan, seq=seen.seq, mark=str(store.anchor(seen.seq)), name=name, who=who, store=store)


def _network(plan: Plan) -> RoadNetwork:
    demo = demo_network()
    if plan.network_fingerprint in {None, demo.fingerprint}:
        return demo
    kept = find_network(str(plan.network_fingerprint), data_folder() / "networks")
    if kept is None:
        raise PassageError("The roads of this operation are not on this machine; load them in the app, page Data.")
    return kept


def _convoys(plan: Plan, arguments: argparse.Namespace) -> tuple[Convoy, ...]:
    """The convoys asked for: one by its id or movement number, or all that depart on a local day."""
    if arguments.day is not None:
        return departs_between(plan, *day_of(arguments.day, plan.time_zone))
    asked: str = arguments.convoy
    found = [convoy for convoy in plan.convoys if asked in {convoy.id, convoy.movement_number}]
    if not found:
        known = ", ".join(sorted(str(convoy.id) for convoy in plan.convoys)) or "none"
        raise PassageError(f"The operation has no convoy {asked}; it has {known}.")
    return (found[0],)


def _files(found: DayHandout, arguments: argparse.Namespace) -> list[File]:
    if arguments.day is not None:
        return [day_pack(found, FONTS)]
    pieces = tuple(Piece(name) for name in arguments.only) or tuple(Piece)
    return [pack(march, FONTS, pieces, points=arguments.points) for march in found.marches]


def _write(opened: Opened, file: File, folder: Path, about: str) -> Path:
    """Write a file that is not there yet, once it is kept in the trail that it leaves the operation."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file.name
    if path.exists():
        raise PassageError(f"{path} is there already; name another folder, or move it away.")
    if opened.who and opened.store:
        told = ("Movements of the day (ZIP)" if not about else "Notification pack (ZIP)", file.content)
        note_handed_out(opened.who, opened.store, opened.name, told, seq=opened.seq, about=about)
    write_file(path, file.content)
    return path


def _told(found: DayHandout, written: list[Path]) -> Outcome:
    findings = [finding for march in found.marches for finding in march.findings]
    failed = found.without or any(march.has_failed for march in found.marches)
    document = {
        "files": [str(path) for path in written],
        "marches": [
            {"convoy": march.convoy, "movement_number": march.movement_number, "verdict": march.verdict}
            for march in found.marches
        ],
        "without": [{"name": own.name, "why": own.why} for own in found.without],
        "findings": findings_document(findings),
    }
    lines = (
        *(f"{march.name}: {march.verdict}" for march in found.marches),
        *(f"{own.name}: no march. {own.why}" for own in found.without),
        *finding_lines(findings),
        *(f"written: {path}" for path in written),
    )
    return Outcome(document=document, lines=lines, code=NO if failed else DONE)
