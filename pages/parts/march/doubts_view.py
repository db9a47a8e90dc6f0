"""What is in doubt about a march, the gravest first, and what nobody knows of limits on its way."""

import streamlit as st

from data.model import Convoy, Finding, Plan
from pages.parts.findings import summary
from pages.parts.march.assuming import LIMIT_WORDS, Assumed
from pages.parts.march.ride import Ride
from pages.parts.record.doubts import show_doubts
from pages.state import answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.review import column_findings

UNKNOWN_LIMIT = "limit-unknown-on-route"
NONE, NOTHING_ELSE = "Nothing about this march is in doubt.", "Nothing else is in doubt."


def show_march_doubts(work: Workspace, plan: Plan, ride: Ride) -> None:
    """Findings of a march and of its way; limits nobody knows are counted, with the policy that says what then."""
    found = march_doubts(work, plan, ride)
    st.header("Findings", anchor=False)
    st.markdown(f"**{md(summary(found)).capitalize()}.** {md(limits_told(found, ride.assumed))}")
    _say_untold(ride.convoy)
    show_doubts(plan, found, none=NONE if ride.convoy.serials else NOTHING_ELSE)


def show_column_doubts(plan: Plan, convoy: Convoy) -> None:
    """Findings about how a column is made up, where it has no way."""
    st.header("Findings about the column", anchor=False)
    _say_untold(convoy)
    none = "Nothing about the column itself is in doubt." if convoy.serials else NOTHING_ELSE
    show_doubts(plan, column_findings(plan, convoy), none=none)


def _say_untold(convoy: Convoy) -> None:
    """That nobody has told which vehicles march: then no limit of a road is held against them."""
    if not convoy.serials:
        st.warning(
            "Which vehicles march is not known: heights, widths and weights of roads are compared with nothing. "
            "Give the rows of its column.",
            icon=":material/help:",
        )


def march_doubts(work: Workspace, plan: Plan, ride: Ride) -> tuple[Finding, ...]:
    """Every finding of a march and of its way."""
    assert work.index is not None  # noqa: S101  # a ride has roads
    return (*answers.march_doubts(ride.key, work.index, plan, ride.table), *ride.route.findings)


def limits_told(found: tuple[Finding, ...], assumed: Assumed) -> str:
    """How many doubts are about limits nobody knows, and what the policy makes of them."""
    unknown = sum(finding.code == UNKNOWN_LIMIT for finding in found)
    policy = f"As assumed, limits nobody knows {LIMIT_WORDS[assumed.limits]}."
    return f"{unknown} about limits not known on the way. {policy}" if unknown else policy
