"""What others change now, marked on maps and told beside what is chosen."""

import html
from collections.abc import Mapping

import streamlit as st

from pages.look import looks
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.live.here import editors
from pages.parts.record.target import shape_of
from pages.state import live
from pages.state.workspace import Workspace


def layers(work: Workspace) -> tuple[Layer, ...]:
    """Everything others have drafted and not saved, as it is saved, marked as being changed."""
    at_work = _editors(work)
    found = [(work.plan.find(key), name) for key, name in at_work.items()]
    features = [
        MapFeature(
            id=str(record.id),
            geometry=shape,
            look=looks.EDITED,
            tooltip=(f"{name} is changing this now", "not saved"),
        )
        for record, name in found
        if record is not None and (shape := shape_of(work.plan, record)) is not None
    ]
    return (Layer(name="Being changed by others", group=Group.FORCE, features=features),) if features else ()


def show_editor(work: Workspace, record_id: str) -> None:
    """Who else changes a record now; nothing where nobody does."""
    name = _editors(work).get(record_id)
    if name:
        st.html(
            f'<div class="passage-editing" role="status">✎ <bdi>{html.escape(name)}</bdi> is changing this now; '
            "nothing of it is saved yet.</div>"
        )


def _editors(work: Workspace) -> Mapping[str, str]:
    return {} if work.past else editors(live.others(work))
