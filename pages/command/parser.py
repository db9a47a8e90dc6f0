"""What may be asked on the command line."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

MISUSE = 3
"""Exit code when the command itself is wrong."""

_POSITION = re.compile(r"-[\d.]+(e-?\d+)?,")


class Parser(argparse.ArgumentParser):
    """A parser that ends with code 3 when it is misused, and never guesses an abbreviation."""

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and how to ask, then end."""
        self.print_usage(sys.stderr)
        self.exit(MISUSE, f"{self.prog}: {message}\n")


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command; ends the program with code 3 when they make no sense."""
    # a position west of Greenwich begins like an option; a blank before it tells them apart
    return _parser().parse_args([f" {a}" if _POSITION.match(a) else a for a in argv])


def _parser() -> Parser:
    parser = Parser(
        prog="passage",
        description="Convoy routes, security sectors and phases on roads and areas you give as files.",
        epilog="Exit codes: 0 done, 1 the answer is no, 2 the input was refused, 3 misuse.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for name, (about, add_arguments) in _COMMANDS.items():
        told = f"{about[0].upper()}{about[1:]}."
        command = commands.add_parser(name, help=about, description=told, allow_abbrev=False)
        command.add_argument("--json", action="store_true", help="write one JSON document to standard output")
        add_arguments(command)
    return parser


def _add_load(load: Parser) -> None:
    load.add_argument(
        "roads", nargs="+", type=Path, metavar="ROADS", help="files that belong together, if need be with a turns table"
    )
    _add_cache(load)


def _add_check(check: Parser) -> None:
    check.add_argument("file", type=Path, metavar="FILE")
    kinds = ("roads", "zones", "sectors", "sites", "corridors", "control-lines")
    check.add_argument("--as", dest="kind", choices=kinds, required=True, help="what the file holds")


def _add_route(route: Parser) -> None:
    _add_files(route, "--roads", "road files that belong together, if need be with a turns table", required=True)
    _add_files(route, "--zones", "zones, with barrier, value, priority, valid_from, valid_to")
    _add_files(route, "--sectors", "sectors")
    _add_position(route, "--from", "origin", "where the convoy starts, degrees")
    _add_position(route, "--to", "destination", "where it goes")
    via = "where it passes, in order"
    route.add_argument("--via", nargs="+", action="extend", default=[], type=_position, metavar="LON,LAT", help=via)
    _add_terms(route)
    route.add_argument("--explain", action="store_true", help="say why this way and not the obvious one")
    others = "also find dissimilar ways, at most N with the best"
    route.add_argument("--alternatives", type=int, default=0, metavar="N", help=others)
    route.add_argument("--front", action="store_true", help="also find every way from fastest to least exposed")
    _add_moment(route)
    _add_cache(route)


def _add_terms(command: Parser) -> None:
    policies = ("fastest", "low-exposure", "shortest")
    command.add_argument("--policy", choices=policies, default="fastest", help="what to choose by (default: fastest)")
    unknown = "roads nobody knows to be open: never, only when the way round is long, or freely (default: caution)"
    command.add_argument("--unknown", choices=("closed", "caution", "use"), default="caution", help=unknown)
    weight = "seconds of driving one second of exposure counts as, for low-exposure (default: 10)"
    command.add_argument("--exposure-weight", type=float, default=10.0, metavar="N", help=weight)
    _add_vehicle(command)


VEHICLES = (
    *("light-vehicle", "light-truck", "truck", "heavy-truck", "articulated-truck", "low-loader", "bus"),
    *("armoured-vehicle", "tracked-vehicle"),
)
"""Words for the vehicle classes, here so that help need not load them."""
_MEASURES = (
    ("--height", "height_m", float, "M", "height, metres, load included"),
    ("--width", "width_m", float, "M", "width, metres"),
    ("--length", "length_m", float, "M", "length, metres"),
    ("--weight", "weight_t", float, "T", "weight as driven, tonnes"),
    ("--axle-load", "axle_load_t", float, "T", "load on the heaviest axle, tonnes"),
    ("--load-class", "load_class", int, "N", "military load class marked on the vehicle"),
)


def _add_vehicle(command: Parser) -> None:
    classes = f"limits are compared with this class; several make a column: {', '.join(VEHICLES)}"
    command.add_argument(
        "--vehicle", action="append", default=[], choices=VEHICLES, metavar="CLASS", help=classes
    )  # fmt: skip
    for option, field, kind, unit, about in _MEASURES:
        command.add_argument(option, dest=field, type=kind, metavar=unit, help=f"{about}; instead of the class's")
    command.add_argument("--tracks", action="store_true", help="the vehicle runs on tracks")
    unknown = "limits that matter and nobody knows: never, only when the way round is long, or freely (default: use)"
    command.add_argument("--unknown-limits", choices=("closed", "caution", "use"), default="use", help=unknown)


def _add_matrix(matrix: Parser) -> None:
    _add_files(matrix, "--roads", "road files that belong together, if need be with a turns table", required=True)
    _add_files(matrix, "--zones", "zones, with barrier, value, priority, valid_from, valid_to")
    matrix.add_argument("--origins", type=Path, required=True, metavar="FILE", help="places to come from")
    matrix.add_argument("--destinations", type=Path, required=True, metavar="FILE", help="places to go to")
    _add_terms(matrix)
    _add_moment(matrix)
    _add_cache(matrix)


def _add_reach(reach: Parser) -> None:
    _add_files(reach, "--roads", "road files that belong together, if need be with a turns table", required=True)
    _add_files(reach, "--zones", "zones, with barrier, value, priority, valid_from, valid_to")
    _add_files(reach, "--sites", "sites of which to say whether they are reached")
    reach.add_argument("--bases", type=Path, required=True, metavar="FILE", help="places to come from")
    limits = "limits in minutes"
    reach.add_argument("--minutes", type=float, nargs="+", required=True, metavar="N", help=limits)
    toward = "count the way from the road to the base, as to a hospital"
    reach.add_argument("--toward", action="store_true", help=toward)
    _add_terms(reach)
    _add_moment(reach)
    _add_cache(reach)


def _add_coverage(coverage: Parser) -> None:
    _add_files(coverage, "--roads", "road files that belong together, if need be with a turns table", required=True)
    _add_files(coverage, "--sectors", "sectors; their property phases names when they are active", required=True)
    coverage.add_argument("--corridor", type=Path, metavar="FILE", help="lines to cover instead of all roads")
    _add_moment(coverage)
    _add_cache(coverage)


def _add_march(march: Parser) -> None:
    asked = march.add_mutually_exclusive_group(required=True)
    asked.add_argument("--convoy", metavar="ID", help="the convoy by its id or movement number")
    asked.add_argument("--day", type=_day, metavar="DAY", help="all convoys that depart on a local day: 2027-03-10")
    march.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to write")
    operation = "an operation of the app, by its short name (default: the illustrative demo as it is delivered)"
    march.add_argument("--operation", metavar="NAME", help=operation)
    _add_person(march)
    pieces = ("xlsx", "pdf", "gpx", "kml", "ics")
    march.add_argument("--only", nargs="+", choices=pieces, default=[], help="what to hand out (default: everything)")
    march.add_argument("--names", action="store_true", help="name people; else they are left out")
    march.add_argument("--points", action="store_true", help="critical points in the calendar too")
    unknown = "roads nobody knows to be open: never, only when the way round is long, or freely (default: caution)"
    march.add_argument("--unknown", choices=("closed", "caution", "use"), default="caution", help=unknown)
    _add_moment(march)


def _add_demo(demo: Parser) -> None:
    demo.add_argument("--to", dest="folder", type=Path, default=Path("passage-demo"), metavar="FOLDER")


def _add_custody(custody: Parser) -> None:
    actions = ("back-up", "restore", "move-out", "move-in", "verify", "mark", "retain", "erase", "lock", "wipe")
    custody.add_argument("action", choices=actions, help="what to do")
    name = "the operation; for wipe, the name of this machine; for lock, nothing"
    custody.add_argument("name", metavar="NAME", nargs="?", default="", help=name)
    custody.add_argument("--file", type=Path, metavar="FILE", help="the copy that is written or read")
    sealed = "file that holds the passphrase of the copy (default: the key of this machine, or none)"
    custody.add_argument("--passphrase-file", type=Path, metavar="FILE", help=sealed)
    _add_person(custody)
    custody.add_argument("--trust", metavar="LETTERS", help="installation whose copy is taken in: 3f9a-1c22-88d0-77b1")
    custody.add_argument("--mark", metavar="MARK", help="mark of a briefing to verify against: 414-3f9a-1c22-88d0")
    for side, whose in (("--mine", "what is here"), ("--theirs", "what the copy has")):
        about = f"where both changed a record, let {whose} stand: zone/z, or zone/z/name of a field"
        custody.add_argument(side, action="append", default=[], metavar="WHAT", help=about)
    record = "record that is erased, by kind and id: convoy/v; may be said more than once"
    custody.add_argument("--record", action="append", default=[], metavar="WHAT", help=record)
    field = "field that alone is erased of it; may be said more than once (default: the whole record)"
    custody.add_argument("--field", action="append", default=[], metavar="NAME", help=field)
    custody.add_argument("--reason", metavar="TEXT", help="why something is erased")


def _add_person(command: Parser) -> None:
    command.add_argument("--as", dest="person", metavar="PERSON", help="who asks, where there are accounts")
    word = "file that holds the passphrase of that person (default: it is asked for)"
    command.add_argument("--sign-in-file", type=Path, metavar="FILE", help=word)


def _add_files(command: Parser, name: str, about: str, *, required: bool = False) -> None:
    command.add_argument(
        name, nargs="+", action="extend", type=Path, default=[], metavar="FILE", help=about, required=required
    )


def _add_position(command: Parser, name: str, dest: str, about: str) -> None:
    command.add_argument(name, dest=dest, type=_position, metavar="LON,LAT", help=about, required=True)


def _add_moment(command: Parser) -> None:
    about = "moment looked at, with its zone: 2026-03-01T08:00+02:00 (default: now)"
    command.add_argument("--at", type=_moment, metavar="TIME", help=about)


def _add_cache(command: Parser) -> None:
    command.add_argument("--cache", type=Path, metavar="DIR", help="folder in which read networks are kept")


def _position(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        msg = f"{text.strip()!r} is not LON,LAT in degrees, such as 34.45,31.52"
        raise argparse.ArgumentTypeError(msg) from None
    return lon, lat


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day such as 2027-03-10"
        raise argparse.ArgumentTypeError(msg) from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a time such as 2026-03-01T08:00Z"
        raise argparse.ArgumentTypeError(msg) from None


_COMMANDS: Mapping[str, tuple[str, Callable[[Parser], None]]] = {
    "load": ("read a road network and report what was read, dropped and doubted", _add_load),
    "check": ("look a file over; code 1 when it has a problem", _add_check),
    "route": ("find a way through, or say what stands in it (code 1)", _add_route),
    "matrix": ("give times and distances from many places to many places", _add_matrix),
    "reach": ("say how far one comes from bases within some minutes", _add_reach),
    "coverage": ("say which metres lie inside active sectors, phase by phase", _add_coverage),
    "march": ("hand out the march of a convoy, or of all of a day; code 1 when times do not hold", _add_march),
    "custody": ("back up, restore, move, verify or wipe; code 1 when a history does not hold", _add_custody),
    "demo": ("write the illustrative demo operation as files", _add_demo),
}
