"""The widgets of a draft: what is not saved yet, the zone chosen, and its corners by keyboard."""

import streamlit as st

from data.model import BarrierKind, PhaseId, Plan, Source, Zone
from geo.errors import GeometryError, PassageError
from pages.map.drawing import Area, Drawn
from pages.state import draft as drafts
from pages.state import workspace
from pages.state.draft import Act, Preview
from pages.state.workspace import ACTOR, Workspace
from pages.web.safe import md
from pages.web.server import say_error

NOTHING = "nothing"
EFFECTS = {
    BarrierKind.CLOSED.value: "closes its roads",
    BarrierKind.SCALED.value: "slows: times as long",
    BarrierKind.ADDED.value: "delays: seconds per km",
    NOTHING: "does nothing to roads",
}
USUAL = {BarrierKind.SCALED: 2.0, BarrierKind.ADDED: 300.0}
LEAST = {BarrierKind.SCALED: 1.0, BarrierKind.ADDED: 0.0}
CHOSEN, WISH = "what_if.chosen", "what_if.wish"


def token_of(work: Workspace) -> str:
    """What names the shapes handed out to the browser: those of this revision and issue of the draft."""
    return f"{work.seq}.{work.draft.issue}"


def take(work: Workspace, drawn: Drawn | None, count: int) -> None:
    """Take over what was drawn and chosen on the map since the shapes were handed out."""
    if drawn is None or drawn.token != token_of(work):
        return
    work.keep_draft(work.draft.with_areas(_areas(drawn)))
    if workspace.is_new("what_if.event", f"{drawn.token}|{count}|{drawn.chosen}"):
        workspace.hold(CHOSEN, drawn.chosen)


def _areas(drawn: Drawn) -> dict[str, Area | None]:
    """The areas among what was drawn."""
    shapes = {shape_id: change and change.geometry for shape_id, change in drawn.changes.items()}
    return {shape_id: shape for shape_id, shape in shapes.items() if shape is None or isinstance(shape, Area)}


def drafted(work: Workspace) -> Preview:
    """The plan as the draft would make it."""
    return drafts.preview(work.plan, work.draft, Source(name=ACTOR, reported_at=work.now))


def wish() -> tuple[str, int]:
    """The zone chosen beside the map, and how often one was chosen there."""
    return workspace.held(CHOSEN), int(workspace.held(WISH) or 0)


def bar(work: Workspace, preview: Preview, told: str) -> None:
    """What is not saved, and the buttons that save or discard it; always there, so that nothing jumps."""
    nothing = preview.plan == work.plan and not preview.refused
    text, reason_at, save, discard = st.columns([10, 5, 2, 2], vertical_alignment="center")
    state = '<span class="calm">As saved.</span>' if nothing else '<span class="badge">Preview – not saved</span>'
    with text:
        st.html(f'<div class="passage-preview" role="status">{state} {told}.</div>')
    reason = reason_at.text_input(
        "Reason for the change",
        key=f"what_if.reason.{work.seq}",
        disabled=nothing,
        placeholder="Reason for the change",
        label_visibility="collapsed",
    )
    blocked = nothing or bool(preview.refused)
    if save.button("Save", type="primary", disabled=blocked, width="stretch", key="what_if.save"):
        try:
            work.commit_draft(preview.plan, reason)
        except PassageError as error:
            say_error(error)
    if discard.button("Discard", disabled=work.draft.is_empty, width="stretch", key="what_if.discard"):
        work.keep_draft(work.draft.dropped())
        workspace.hold(CHOSEN, "")
        st.rerun(scope="fragment")
    for text_told in preview.refused:
        st.error(md(text_told), icon=":material/error:")
    for text_told in preview.remarks:
        st.warning(md(text_told), icon=":material/info:")


def panel(work: Workspace, plan: Plan) -> None:
    """Choose a zone, and change what it is called, does and when."""
    names = {str(zone.id): zone.name for zone in plan.zones}
    held = workspace.held(CHOSEN)
    options = list(names)
    choice, change = st.columns([3, 2], vertical_alignment="bottom")
    chosen = choice.selectbox(
        "Zone",
        options,
        index=options.index(held) if held in names else None,
        format_func=lambda zone_id: names.get(zone_id, zone_id),
        placeholder="Click a zone, or choose one",
        label_visibility="collapsed",
        key=f"what_if.zone.{token_of(work)}.{held}",
    )
    if (chosen or "") != (held if held in names else ""):
        workspace.hold(CHOSEN, chosen or "")
        workspace.hold(WISH, str(wish()[1] + 1))
        st.rerun(scope="fragment")
    zone = plan.find(chosen) if chosen else None
    with change.popover("Change this zone" if zone else "Type a new zone", width="stretch"):
        if isinstance(zone, Zone):
            _ask_act(work, plan, zone)
        _ask_corners(work, plan, zone if isinstance(zone, Zone) else None)


def _ask_act(work: Workspace, plan: Plan, zone: Zone) -> None:
    act, key = drafts.act_of(plan, zone), f"{zone.id}.{token_of(work)}"
    name_at, effect_at = st.columns(2)
    name = name_at.text_input("Name", act.name, key=f"what_if.name.{key}")
    effect = effect_at.selectbox(
        "What it does",
        list(EFFECTS),
        index=list(EFFECTS).index(act.kind.value if act.kind else NOTHING),
        format_func=lambda kind: EFFECTS[kind],
        key=f"what_if.effect.{key}",
    )
    kind = None if effect == NOTHING else BarrierKind(effect)
    value_at, priority_at, phases_at = st.columns([3, 3, 6])
    asked = Act(
        name=name.strip() or act.name,
        kind=kind,
        value=_ask_value(value_at, kind, act, key),
        priority=int(
            priority_at.number_input(
                "Priority", value=act.priority, key=f"what_if.priority.{key}", help="The highest alone acts."
            )
        ),
        phases=_ask_phases(phases_at, plan, act, key),
    )
    if asked != act:
        work.keep_draft(work.draft.with_act(zone.id, asked))
        st.rerun(scope="fragment")


def _ask_value(
    place: "st.delta_generator.DeltaGenerator", kind: BarrierKind | None, act: Act, key: str
) -> float | None:
    if kind not in USUAL:
        place.text_input("Value", "–", disabled=True, key=f"what_if.none.{key}")
        return None
    usual = act.value if act.kind is kind and act.value is not None else USUAL[kind]
    asked = place.number_input("Value", min_value=LEAST[kind], value=usual, key=f"what_if.value.{kind}.{key}")
    return float(asked)


def _ask_phases(place: "st.delta_generator.DeltaGenerator", plan: Plan, act: Act, key: str) -> tuple[PhaseId, ...]:
    names = {phase.id: f"{number}  {phase.name}" for number, phase in enumerate(plan.phases, 1)}
    return tuple(
        place.multiselect(
            "In force in phases",
            list(names),
            default=list(act.phases),
            format_func=lambda phase_id: names[phase_id],
            placeholder="all",
            key=f"what_if.phases.{key}",
        )
    )


def _ask_corners(work: Workspace, plan: Plan, zone: Zone | None) -> None:
    """Draw without a pointer: the corners of the chosen zone, or of a new one, as text."""
    told = drafts.corners_told(zone.area) if zone else ""
    text = st.text_area(
        "Corners, one to a line: longitude, then latitude in degrees",
        told,
        key=f"what_if.corners.{zone.id if zone else 'new'}.{token_of(work)}.{work.draft.digest}",
        placeholder="34.40, 31.44\n34.42, 31.44\n34.42, 31.46",
    )
    if st.button("Move the zone to these corners" if zone else "Add a zone with these corners"):
        try:
            area = drafts.corners_of(text)
        except GeometryError as error:
            st.error(md(error), icon=":material/error:")
            return
        zone_id = zone.id if zone else drafts.fresh_id(plan, work.draft)
        work.keep_draft(work.draft.with_areas({zone_id: area}).handed_out())
        workspace.hold(CHOSEN, zone_id)
        workspace.hold(WISH, str(wish()[1] + 1))
        st.rerun(scope="fragment")
