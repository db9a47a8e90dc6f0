"""The desk for the movement of a day: its conflicts, a schedule worked out beside it, its board, and the map."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st

from data.model import Convoy, Release
from geo.errors import PassageError
from pages.look.remark import show_remark
from pages.look.rows import row_chosen, show_rows
from pages.look.strip import minute_picked, show_strip
from pages.look.table import show_table
from pages.parts.findings import show_findings
from pages.parts.movement import gantt, graph, told
from pages.parts.movement.layers import at_minute
from pages.parts.network_view import no_roads
from pages.parts.order.searching import EVERY_S
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.record import choosing
from pages.parts.sides import below_map
from pages.state import choice, workspace
from pages.state import movement_answers as answers
from pages.state.movement_seen import Seen
from pages.state.moving import Scheduled, work_out
from pages.state.working import Working
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error
from routing.convoys.asked import MovementAsked
from routing.convoys.gate import Accepted, Rejected
from routing.convoys.laid import Laid
from routing.convoys.taken import changes
from routing.index import NetworkIndex

MAP = "movement.map"
VIEWS = ("Convoys", "Critical points", "Time and distance")


@dataclass(kw_only=True)
class Desk:
    """What a session has on its desk: the search, and what it last came to."""

    search: Working[Scheduled] | None = None
    found: Scheduled | None = None
    key: str = ""
    fault: str = ""


def show_desk(work: Workspace) -> None:
    """The board on one side, the map of its minute on the other."""
    if work.index is None:
        st.warning(md(no_roads(work.plan)))
        return
    if not work.plan.convoys:
        st.info("The plan has no convoy yet; build one under Convoy.")
        return
    desk: Desk = workspace.kept(f"movement.{work.operation}", Desk)
    before = choice.chosen()
    choosing.take(work, map_key(work, MAP))
    telling, seeing = st.columns([3, 2], gap="small")
    with telling:
        asked, limit_s = _ask(work)
        key = f"{work.key}|{asked}"
        laid = answers.movement(key, work.index, work.plan, asked)
        seen = _proposed(work.index, desk, key) or answers.saved(key, work.index, laid)
        if choice.chosen() != before:
            _follow(seen, choice.chosen())
        _gather(desk)
        _solving(work, work.index, desk, (key, laid, limit_s))
        _told(desk, key, seen)
        _board(work, seen)
    with seeing:
        show_plan_map(work, at_minute(work, seen, _picked(seen)[0]), key=MAP)


def _ask(work: Workspace) -> tuple[MovementAsked, float]:
    """Which day, and what is assumed."""
    zone = ZoneInfo(work.plan.time_zone)
    days = sorted({convoy.departs_at.astimezone(zone).date() for convoy in work.plan.convoys})
    default = next((day for day in days if day >= work.now.astimezone(zone).date()), days[-1])
    remembered = workspace.remembered("day", default.isoformat())
    at, rest = st.columns([2, 3], gap="small", vertical_alignment="bottom")
    names = {day.isoformat(): f"{day:%a %-d %b %Y}" for day in days}
    shown = remembered if remembered in names else default.isoformat()
    day = at.selectbox(
        "Day", list(names), index=list(names).index(shown), format_func=names.__getitem__, key="movement.day"
    )
    workspace.remember("day", day)
    with rest.expander("What is assumed"):
        limit_s = st.number_input("Longest search, seconds", 1, 600, 10, key="movement.limit")
        headway_min = st.number_input("Minutes between columns", 0, 60, 5, key="movement.headway")
        gate_s = st.number_input(
            "Seconds for a vehicle at gates of unknown time",
            0,
            3600,
            None,
            key="movement.gate",
            placeholder="not assumed",
        )
    asked = MovementAsked(
        day=date.fromisoformat(day),
        now=work.now,
        headway_s=60 * int(headway_min),
        gate_s=None if gate_s is None else float(gate_s),
    )
    return asked, float(limit_s)


def _gather(desk: Desk) -> None:
    """Take over what a search has found."""
    if desk.search is not None and not desk.search.is_running:
        desk.found, desk.fault, desk.search = desk.search.found or desk.found, desk.search.fault, None
        st.rerun()


def _proposed(index: NetworkIndex, desk: Desk, key: str) -> Seen | None:
    """The schedule worked out for what is asked now, if it has passed the gate; else nothing is shown of it."""
    outcome = desk.found.outcome if desk.found and desk.key == key else None
    return answers.proposed(f"{key}|{id(outcome)}", index, outcome) if isinstance(outcome, Accepted) else None


def _solving(work: Workspace, index: NetworkIndex, desk: Desk, asked: tuple[str, Laid, float]) -> None:
    key, laid, limit_s = asked
    if desk.search is not None:
        _show_search(desk.search)
    elif st.button(
        "Work out a schedule", key="movement.begin", type="primary", width="stretch", disabled=not laid.convoys
    ):
        desk.found, desk.key, desk.fault = None, key, ""
        desk.search = Working(lambda progress: work_out(index, laid, limit_s, progress))
        st.rerun()
    if desk.fault:
        st.error(md(desk.fault), icon=":material/error:")
    if desk.found is not None and desk.key == key:
        _show_found(work, desk, desk.found)
    elif desk.found is not None:
        st.markdown("A schedule was worked out for another day, plan or assumption; it is not shown.")


@st.fragment(run_every=EVERY_S)
def _show_search(search: Working[Scheduled]) -> None:
    """How far the search is, until it has ended; then the page runs once more."""
    if not search.is_running:
        st.rerun()
    now = search.standing
    best = "no schedule yet"
    if now.value is not None:
        gap = 100 * max(0, now.value - (now.bound or 0)) / max(1, now.value)
        best = f"best so far {now.value:,}, none below {now.bound or 0:,}, gap {gap:.1f} %"
    st.markdown(md(f"Now: {now.stage}. {best[0].upper()}{best[1:]} (weighted seconds). {now.took_s:.0f} s."))
    st.button("Stop", key="movement.stop", on_click=search.stop, disabled=search.is_stopping, width="stretch")


def _show_found(work: Workspace, desk: Desk, found: Scheduled) -> None:
    """The proposal beside the plan, or why there is none that may be shown."""
    if isinstance(found.outcome, Rejected):
        st.error(md(f"No schedule is shown: its check found that {found.outcome.reasons[0]}"), icon=":material/error:")
        return
    changed = changes(found.laid, found.outcome.schedule)
    quality = told.quality(found.planned)
    st.html(f'<div class="passage-preview" role="status"><span class="calm">✓ {quality}</span></div>')
    show_remark(told.checked_words(found.planned))
    show_table(told.change_rows(found.laid, changed), about="What changes", none="Nothing changes.", sentences=True)
    for name, reasons in told.why_rows(found):
        st.warning(md(f"{name} does not move; it stays in the plan as saved. {' '.join(reasons)}"))
    movers = [change.before.name for change in changed if change.after]
    if movers:
        st.markdown(md(f"Must be told: {', '.join(movers)}."))
        _take_over(work, desk, found.outcome)


def _take_over(work: Workspace, desk: Desk, accepted: Accepted) -> None:
    reason_at, take, drop = st.columns([3, 1, 1], gap="small", vertical_alignment="bottom")
    reason = reason_at.text_input(
        "Reason", placeholder="Reason for the change", label_visibility="collapsed", key="movement.reason"
    )
    if take.button("Take over", key="movement.take", width="stretch"):
        try:
            saved = work.keep(accepted.plan, reason or "schedule of movement taken over", on_newest=True)
        except PassageError as error:
            say_error(error)
        else:
            desk.found = None
            workspace.tell(saved.told if saved.waiting else "Taken over. Undo takes it back.")
    if drop.button("Discard", key="movement.drop", width="stretch"):
        desk.found = None
        st.rerun()


def _told(desk: Desk, key: str, seen: Seen) -> None:
    """What is in conflict as saved, and who is not on the board."""
    is_proposal = desk.found is not None and desk.key == key and seen.schedule is not seen.laid.saved
    if not is_proposal:
        rows = told.conflict_rows(seen)
        st.header(f"{len(rows) or 'No'} conflict{'s' * (len(rows) > 1)} as saved", anchor=False)
        show_table(rows, about="Conflicts as saved", sentences=True)
    left = told.left_rows(seen.laid)
    if left:
        st.warning(
            f"Not on the board, so that nobody can say whether others are clear of them: {len(left)} of the convoys.",
            icon=":material/help:",
        )
        show_table(left, about="Not on the board", sentences=True)
    if seen.laid.roster.notes:
        show_findings(seen.laid.roster.notes)
    if is_proposal:
        st.markdown("The board shows the proposal, **not saved**.")


def _picked(seen: Seen) -> tuple[int, int]:
    """The minute and row looked at; the chosen convoy first, else the first conflict."""
    minute, row = workspace.held("movement.minute"), workspace.held("movement.row")
    if minute.isdigit():
        return min(int(minute), seen.minutes - 1), int(row) if row.isdigit() else 0
    first = min((fault.at_s for fault in seen.conflicts), default=None)
    at = seen.laid.hours.at(first) if first is not None else seen.begins_at
    return min(max(0, gantt.minute_of(seen, at)), seen.minutes - 1), 0


def _board(work: Workspace, seen: Seen) -> None:
    if not seen.convoys:
        return
    view = st.segmented_control("Board by", VIEWS, default=VIEWS[0], label_visibility="collapsed", key="movement.view")
    minute, row = _picked(seen)
    chosen = next((n for n, convoy in enumerate(seen.convoys) if convoy.id == choice.chosen()), None)
    if view == VIEWS[2]:
        _graph(seen, chosen, minute)
        with below_map():
            _table(work, seen)
        return
    is_convoys = view != VIEWS[1]
    shown = (
        gantt.by_convoy(seen, (minute, row if chosen is None else chosen))
        if is_convoys
        else gantt.by_place(seen, (minute, row))
    )
    key = f"movement.strip.{'convoys' if is_convoys else 'places'}"

    def heard() -> None:
        picked = minute_picked(workspace.returned(key))
        if picked:
            workspace.hold("movement.minute", str(picked[0]))
            workspace.hold("movement.row", str(picked[1]))
            if is_convoys:
                choice.choose(str(seen.convoys[picked[1]].id))

    show_strip(shown, key=key, heard=heard)
    with below_map():
        _table(work, seen)


def _graph(seen: Seen, chosen: int | None, minute: int) -> None:
    """The movement graph; a place picked on it brings map and bars to that convoy and minute."""
    key = "movement.graph"

    def heard() -> None:
        picked = graph.spot_picked(workspace.returned(key))
        if picked:
            at, column = picked
            workspace.hold("movement.minute", str(min(max(0, gantt.minute_of(seen, at)), seen.minutes - 1)))
            workspace.hold("movement.row", str(column))
            choice.choose(str(seen.convoys[column].id))

    graph.show_graph(seen, _looked_at(seen, chosen), gantt.moment_of(seen, minute), key=key, heard=heard)


def _looked_at(seen: Seen, chosen: int | None) -> int:
    """The convoy whose way is looked along: the chosen one, else one that is in conflict, else the first."""
    if chosen is not None:
        return chosen
    together = [fault.columns[0] for fault in seen.conflicts if len(fault.columns) > 1]
    return together[0] if together else 0


def _table(work: Workspace, seen: Seen) -> None:
    """Every convoy of the board; the chosen one can be announced."""
    saved = {str(convoy.id): convoy for convoy in seen.laid.convoys}

    def chose() -> None:
        picked = row_chosen(workspace.returned("movement.rows"))
        if picked:
            _go_to(seen, picked)

    show_rows(
        told.convoy_rows(seen, saved),
        about="Convoys of the day",
        chosen=choice.chosen(),
        key="movement.rows",
        heard=chose,
    )
    convoy = saved.get(choice.chosen())
    if convoy is not None:
        _announce(work, convoy)


def _go_to(seen: Seen, convoy_id: str) -> None:
    """Choose a convoy and the minute it departs."""
    convoy = next(one for one in seen.convoys if one.id == convoy_id)
    choice.choose(convoy_id)
    workspace.hold("movement.minute", str(max(0, gantt.minute_of(seen, convoy.departs_at) + 1)))


def _follow(seen: Seen, chosen: str) -> None:
    """Bring the board to a convoy that was chosen on the map, at a minute in which it is on the road."""
    convoy = next((one for one in seen.convoys if one.id == chosen), None)
    if convoy is None:
        return
    table, at = seen.tables[convoy.id], gantt.moment_of(seen, _picked(seen)[0])
    if not convoy.departs_at <= at < (table.clears_at or table.arrives_at):
        _go_to(seen, chosen)


def _announce(work: Workspace, convoy: Convoy) -> None:
    word = "Take announcement back" if convoy.is_fixed else "Announced: keep its times"
    if st.button(md(f"{word}: {convoy.name}"), key="movement.announce"):
        what = "no longer announced" if convoy.is_fixed else "announced"
        try:
            made = replace(convoy, is_fixed=not convoy.is_fixed)
            saved = work.keep(work.plan.with_record(made), f"{convoy.name} {what}")
        except PassageError as error:
            say_error(error)
        else:
            workspace.tell(saved.told)
    _release(work, convoy)
    show_remark(told.NOT_APPROVED)


def _release(work: Workspace, convoy: Convoy) -> None:
    """Propose that all may see the way and times of a convoy, or take that back."""
    is_out = convoy.release is not None
    word = f"Take release back: {convoy.name}" if is_out else f"Release its way and times: {convoy.name}"
    st.markdown(md(told.release_words(convoy, work.plan.time_zone)))
    if st.button(md(word), key="movement.release", disabled=bool(told.may_not_release(work.person))):
        release = None if is_out else Release(by=work.person.name, at=work.now)
        what = "release taken back" if is_out else "release of its way and times"
        try:
            saved = work.keep(work.plan.with_record(replace(convoy, release=release)), f"{convoy.name}: {what}")
        except PassageError as error:
            say_error(error)
        else:
            workspace.tell(saved.told)
    if why_not := told.may_not_release(work.person):
        show_remark(why_not)
