"""Notes on places as signs on the map."""

from data.model import Plan
from pages.look import looks
from pages.map.layers import Layer, MapFeature


def note_signs(plan: Plan) -> Layer:
    """Notes on places; those about records are told in their panels."""
    return Layer(
        name="Notes",
        features=[
            MapFeature(
                id=note.id,
                geometry=note.place,
                look=looks.NOTE,
                tooltip=(note.text or "photograph", note.author),
            )
            for note in plan.notes
            if note.place is not None
        ],
    )
