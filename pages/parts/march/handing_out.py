"""What is handed out of a march: what lies in it and whether its times hold, before any of it is made."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from data.export.handout.pieces import HOLDS, Piece
from data.export.handout.words import many
from data.model import Convoy
from data.model.handout import Checked, Handout, Marking, Terms
from pages.look import looks
from pages.look.clock import local_day, local_time
from pages.look.table import show_table
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.march import layers
from pages.parts.march.assuming import LIMIT_WORDS, Assumed
from pages.parts.march.ride import Ride
from pages.parts.route_asking import UNKNOWN_WORDS
from pages.state import movement_answers
from pages.state.marking import handing_out, mark_of
from pages.state.workspace import Workspace
from pages.web.home import FONTS
from pages.web.safe import md
from routing.convoys.asked import MovementAsked
from routing.convoys.held import held_against_others
from routing.handing_out import Asking, day_of, departs_between, marches_out
from routing.index import NetworkIndex
from routing.march.handing_out import handout_of

MIME = {
    Piece.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Piece.BRIEF: "application/pdf",
    Piece.TRACK: "application/gpx+xml",
    Piece.EARTH: "application/vnd.google-earth.kml+xml",
    Piece.SCHEDULE: "text/calendar",
}
NAME = {
    Piece.WORKBOOK: "Spreadsheet (XLSX)",
    Piece.BRIEF: "Print (PDF)",
    Piece.TRACK: "Way (GPX)",
    Piece.EARTH: "Way (KML)",
    Piece.SCHEDULE: "Calendar (iCalendar)",
}
INFORMS = "A notification informs and is never an approval. Whoever knows the way can endanger those who drive it."
MARK = {True: "✓ held", False: "✗ did not hold", None: "? not settled"}


def show(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """What can be handed out of the march, what is in it, and buttons that make it."""
    terms, pieces, points = _asked(work, ride.assumed)
    assert work.index is not None  # noqa: S101  # a ride has roads
    handout = handout_of(work.index, work.plan, (ride.route, ride.table), terms, _others(work, work.index, ride))
    _show_verdict(handout)
    st.markdown(md(f"{_counted(handout)} {INFORMS}"))
    _show_buttons(work, handout, pieces, points=points)
    _show_files(handout, pieces)
    _show_checks(handout)
    _show_day(work, ride, terms)
    return _on_map(work, ride)


def _others(work: Workspace, index: NetworkIndex, ride: Ride) -> Checked:
    """What the replay of the day as saved says of the convoy."""
    day = ride.convoy.departs_at.astimezone(ZoneInfo(work.plan.time_zone)).date()
    asked = MovementAsked(day=day, now=work.now, ways=1)
    key = f"{work.key}|{asked}"
    laid = movement_answers.movement(key, index, work.plan, asked)
    return held_against_others(laid, movement_answers.conflicts_of(key, laid), ride.convoy.id)


def _asked(work: Workspace, assumed: Assumed) -> tuple[Terms, tuple[Piece, ...], bool]:
    """What is wanted, and how."""
    pieces = st.pills(
        "Hand out",
        list(Piece),
        selection_mode="multi",
        default=list(Piece),
        format_func=lambda piece: NAME[piece],
        key="convoy.pieces",
    )
    marking = st.segmented_control(
        "Marking",
        list(Marking),
        default=Marking.RESTRICTED,
        format_func=lambda one: one.value.split(" – ")[0].capitalize(),
        key="convoy.marking",
    )
    with st.container(horizontal=True, gap="medium"):
        people = st.checkbox("Name people", key="convoy.people", help="Commanders of the column and of its parts.")
        points = st.checkbox("Points in the calendar", key="convoy.points", help="Calendars often lie elsewhere too.")
    terms = Terms(
        revision=work.seq,
        made_at=work.now,
        mark=mark_of(work),
        marking=marking or Marking.RESTRICTED,
        names_people=bool(people),
        assumed=(
            f"Unknown roads: {UNKNOWN_WORDS[assumed.roads]}.",
            f"Unknown heights, widths and load classes {LIMIT_WORDS[assumed.limits]}.",
        ),
    )
    return terms, tuple(piece for piece in Piece if piece in pieces), bool(points)


def _show_verdict(handout: Handout) -> None:
    """Whether the times were checked and hold, and every problem."""
    said = st.error if handout.has_failed else st.warning if handout.is_unsettled else st.success
    said(md(" ".join([handout.verdict, *(f"{own.message} {own.remedy}" for own in handout.problems)])))


def _show_files(handout: Handout, pieces: tuple[Piece, ...]) -> None:
    """What lies in each file, before it is made."""
    rows = [{"File": f"{handout.file_name}.{piece.value}", "Holds": HOLDS[piece]} for piece in pieces]
    show_table(rows, about="Files that are made", none="Choose at least one.", sentences=True)


def _show_checks(handout: Handout) -> None:
    st.header("What was checked", anchor=False)
    rows = [{"Checked": own.what, "Outcome": MARK[own.is_passed], "Why": own.result} for own in handout.checks]
    show_table(rows, about="What was checked", sentences=True)


def _counted(handout: Handout) -> str:
    counts = (
        many(len(handout.points), "critical point"),
        many(len(handout.roads), "line") + " of roadbook",
        many(len(handout.sectors), "sector"),
        many(len(handout.findings), "finding"),
        "people named" if handout.terms.names_people else "no people named",
    )
    return f"Revision {handout.terms.revision}: {', '.join(counts)}."


def _show_buttons(work: Workspace, handout: Handout, pieces: tuple[Piece, ...], *, points: bool) -> None:
    """Buttons that make what they say when they are pressed."""
    if not pieces:
        return
    _button(
        "Notification pack (ZIP)",
        f"{handout.file_name}.zip",
        "application/zip",
        handing_out(work, "Notification pack (ZIP)", lambda: _packed(handout, pieces, points), handout.convoy),
        is_first=True,
    )
    with st.container(horizontal=True, gap="small"):
        for piece in pieces:
            make = handing_out(work, NAME[piece], _maker(handout, piece, points), handout.convoy)
            _button(NAME[piece], f"{handout.file_name}.{piece.value}", MIME[piece], make)


def _packed(handout: Handout, pieces: tuple[Piece, ...], points: bool) -> bytes:  # noqa: FBT001  # bound for later
    from data.export.handout.pack import pack  # noqa: PLC0415  # loaded only where something is made

    return pack(handout, FONTS, pieces, points=points).content


def _maker(handout: Handout, piece: Piece, points: bool) -> Callable[[], bytes]:  # noqa: FBT001  # bound for later
    def make() -> bytes:
        from data.export.handout.pack import made  # noqa: PLC0415  # loaded only where something is made

        return made(handout, piece, FONTS, points=points).content

    return make


def _button(name: str, file_name: str, mime: str, make: Callable[[], bytes], *, is_first: bool = False) -> None:
    st.download_button(
        name,
        data=make,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        type="primary" if is_first else "secondary",
        icon=":material/download:",
        key=f"convoy.out.{file_name}",
    )


def _show_day(work: Workspace, ride: Ride, terms: Terms) -> None:
    """The same of every convoy that departs on the day of this one."""
    zone = work.plan.time_zone
    departs_at = ride.convoy.departs_at.astimezone(ZoneInfo(zone))
    starts_at, ends_at = day_of(departs_at.date(), zone)
    convoys = departs_between(work.plan, starts_at, ends_at)
    with st.expander(f"All {len(convoys)} convoys of {local_day(departs_at, zone)}"):
        st.markdown(
            "A movement table, one calendar and the pack of each convoy, with those that have no way. It holds every "
            "route of the day, and says of each convoy whether its times hold."
        )
        rows = [
            {
                "Departs": local_time(own.departs_at, zone),
                "Movement": own.movement_number or "not given",
                "Convoy": own.name,
            }
            for own in convoys
        ]
        show_table(rows, about="Convoys of the day")
        own = Asking(roads=ride.assumed.roads, limits=ride.assumed.limits, waits=ride.assumed.waits)
        name = f"movements-{departs_at:%Y%m%d}.zip"
        make = handing_out(work, "Movements of the day (ZIP)", _day_maker(work, convoys, terms, own))
        _button("Movements of the day (ZIP)", name, "application/zip", make)


def _day_maker(work: Workspace, convoys: Sequence[Convoy], terms: Terms, asked: Asking) -> Callable[[], bytes]:
    index, plan = work.index, work.plan

    def make() -> bytes:
        from data.export.handout.pack import day_pack  # noqa: PLC0415  # loaded only where something is made

        assert index is not None  # noqa: S101  # a ride has roads
        return day_pack(marches_out(index, plan, convoys, terms, asked), FONTS).content

    return make


def _on_map(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    way = MapFeature(id=ride.convoy.id, geometry=ride.route.line, look=looks.COLUMN_WAY, tooltip=(ride.convoy.name,))
    return (*layers.situation(work, ride.convoy.departs_at), Layer(name="Way", group=Group.WAYS, features=[way]))
