"""What a zone does to roads, asked of a person."""

from typing import TYPE_CHECKING

import streamlit as st

from data.model import BarrierKind, PhaseId, Plan
from pages.state.draft import Act

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NOTHING = "nothing"
EFFECTS = {
    BarrierKind.CLOSED.value: "closes its roads",
    BarrierKind.SCALED.value: "slows: times as long",
    BarrierKind.ADDED.value: "delays: seconds per km",
    NOTHING: "does nothing to roads",
}
USUAL = {BarrierKind.SCALED: 2.0, BarrierKind.ADDED: 300.0}
LEAST = {BarrierKind.SCALED: 1.0, BarrierKind.ADDED: 0.0}


def ask_effect(plan: Plan, act: Act, key: str) -> Act:
    """What a zone is to do, how much of it, above which others and in which phases."""
    effect_at, value_at, priority_at = st.columns([6, 3, 3])
    effect = effect_at.selectbox(
        "What it does",
        list(EFFECTS),
        index=list(EFFECTS).index(act.kind.value if act.kind else NOTHING),
        format_func=EFFECTS.__getitem__,
        key=f"desk.effect.{key}",
    )
    kind = None if effect == NOTHING else BarrierKind(effect)
    return Act(
        kind=kind,
        value=_ask_value(value_at, kind, act, key),
        priority=int(
            priority_at.number_input(
                "Priority", value=act.priority, key=f"desk.priority.{key}", help="The highest alone acts."
            )
        ),
        phases=_ask_phases(plan, act, key),
    )


def _ask_value(place: "DeltaGenerator", kind: BarrierKind | None, act: Act, key: str) -> float | None:
    if kind not in USUAL:
        place.text_input("Value", "–", disabled=True, key=f"desk.none.{key}")
        return None
    usual = act.value if act.kind is kind and act.value is not None else USUAL[kind]
    asked = place.number_input("Value", min_value=LEAST[kind], value=usual, key=f"desk.value.{kind}.{key}")
    return float(asked)


def _ask_phases(plan: Plan, act: Act, key: str) -> tuple[PhaseId, ...]:
    names = {phase.id: f"{number}  {phase.name}" for number, phase in enumerate(plan.phases, 1)}
    return tuple(
        st.multiselect(
            "In force in phases",
            list(names),
            default=list(act.phases),
            format_func=names.__getitem__,
            placeholder="all",
            key=f"desk.phases.{key}",
        )
    )
