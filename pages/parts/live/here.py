"""Who else has the operation open, as a row of initials with their names, pages and what they change."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.live.presence import Present
from data.model import Plan
from pages.state import live
from pages.state.workspace import Workspace
from pages.web.safe import esc

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

MOST_SHOWN = 4
MOST_NAMED = 3


def show_here(work: Workspace, place: "DeltaGenerator") -> tuple[Present, ...]:
    """Everybody else who is there, once they are shown in a place of the frame."""
    there = live.others(work)
    place.html(here_html(there, work.plan), width="content")
    return there


def here_html(there: Sequence[Present], plan: Plan) -> str:
    """The row of initials, which unfolds into a list of names; nothing where nobody else is there.

    >>> here_html((), Plan(name="Demo"))
    '<div class="passage-here"></div>'
    """
    if not there:
        return '<div class="passage-here"></div>'
    signs = "".join(_sign(one) for one in there[:MOST_SHOWN])
    more = f"<span>+{len(there) - MOST_SHOWN}</span>" if len(there) > MOST_SHOWN else ""
    lines = "".join(f"<li>{_line(one, plan)}</li>" for one in there)
    label = f"Also here: {', '.join(dict.fromkeys(one.name for one in there))}"
    return (
        f'<details class="passage-here"><summary aria-label="{esc(label)}">{signs}{more}'
        f"<em>also here</em></summary><ul>{lines}</ul></details>"
    )


def initials(name: str) -> str:
    """At most two letters that stand for a name.

    >>> initials("Ana Novak"), initials("Guest 2"), initials("ليلى حداد"), initials("ops (you)")
    ('AN', 'G2', 'لح', 'O')
    """
    words = [word for word in name.split() if not word.startswith("(")]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def editors(there: Sequence[Present]) -> Mapping[str, str]:
    """Who else changes which record now, by the id of the record."""
    return {record_id: one.name for one in there for record_id in sorted(one.editing)}


def _sign(one: Present) -> str:
    kind = ' class="editing"' if one.editing else ""
    return f'<b{kind} title="{esc(one.name)}">{esc(initials(one.name))}</b>'


def _line(one: Present, plan: Plan) -> str:
    names = [str(getattr(plan.find(key), "name", None) or key) for key in sorted(one.editing)]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    doing = f", changing <bdi>{esc(', '.join(names[:MOST_NAMED]))}</bdi>{more}" if names else ""
    return f"<bdi>{esc(one.name)}</bdi>: {esc(one.page)}{doing}"
