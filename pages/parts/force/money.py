"""How long money lasts: mechanisms side by side, cost against money month by month, and what is lost then."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import streamlit as st

from data.model import Commitment, CommitmentState, Cost, ExchangeRate, FundingSource
from pages.look import looks
from pages.look.clock import local
from pages.look.legend import show_legend
from pages.look.looks import Look
from pages.look.table import Cell, show_table
from pages.parts.force.amounts import MILLION, millions, show_amounts
from pages.parts.force.curves import INK_DARK, wall
from pages.parts.force.sheets import RecordSheet
from pages.parts.force.views import NOTHING, name_of
from pages.state import answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.money import Mechanism, MoneyAsked, MoneyOutlook, MonthOfMoney, main_currency

SHEETS = (
    RecordSheet(title="Commitments", noun=Commitment),
    RecordSheet(title="Sources of money", noun=FundingSource),
    RecordSheet(title="Costs", noun=Cost),
    RecordSheet(title="Exchange rates", noun=ExchangeRate),
)
COUNTED: Mapping[str, frozenset[CommitmentState]] = MappingProxyType(
    {
        "In hand": frozenset({CommitmentState.RECEIVED}),
        "In hand and signed": frozenset({CommitmentState.RECEIVED, CommitmentState.SIGNED}),
        "Also announced": frozenset({CommitmentState.RECEIVED, CommitmentState.SIGNED, CommitmentState.ANNOUNCED}),
    },
)
NAMES: Mapping[Mechanism | None, str] = MappingProxyType(
    {
        None: "All together",
        Mechanism.ASSESSED: "Assessed contributions alone",
        Mechanism.POOLED: "Pooled funds alone",
        Mechanism.BILATERAL: "Each country for its own alone",
    },
)
MONTHS: Mapping[str, Look] = MappingProxyType(
    {
        "paid": Look(words="paid", colour=looks.BLUE, weight=1.5, fill=1.0),
        "not paid": Look(words="paid by nobody", colour=looks.VERMILION, weight=2, dash="3 3", fill=0.3),
        "left": Look(
            words="left in all pots at the end of the month", colour=looks.BLACK, weight=2, dash="6 3", casing=True
        ),
    }
)
BARS = ["paid", "not paid"]
HEIGHT_PX = 260


def show_money(work: Workspace) -> None:
    """Mechanisms side by side, months as a chart and as a table."""
    if not (work.plan.commitments or work.plan.costs):
        st.info("Neither money nor costs are told; add sources, commitments and costs under Tables.")
        return
    counted = st.segmented_control(
        "Money that counts", list(COUNTED), default="In hand", key="money.counted", required=True
    )
    currency = main_currency(work.plan)
    asked = MoneyAsked(now=work.moment, currency=currency, states=COUNTED[counted or "In hand"])
    found = answers.money(f"{work.key}|{work.moment.isoformat()}|{counted}", work.plan, asked)
    st.markdown(
        f"In {md(currency)}, from {md(local(work.moment, work.plan.time_zone))} on. "
        "Earmarks are kept; frozen money never counts."
    )
    _side_by_side(work, found)
    outlook = found[None]
    st.header("Cost against money by month")
    st.altair_chart(_chart(work, outlook.months), key=f"force.money.{work.key}.{counted}", width="stretch")
    show_legend(MONTHS.values())
    _months(work, outlook.months)
    _uncounted(work, outlook)
    show_amounts(work, currency)


def _side_by_side(work: Workspace, found: Mapping[Mechanism | None, MoneyOutlook]) -> None:
    st.header("Mechanisms side by side")
    rows: list[dict[str, Cell]] = []
    for mechanism, outlook in found.items():
        first = next((month for month in outlook.months if month.unfunded), None)
        rows.append(
            {
                "Mechanism": NAMES[mechanism],
                "Pays": millions(sum((month.paid for month in outlook.months), Decimal(0))),
                "Of costs": millions(sum((month.cost for month in outlook.months), Decimal(0))),
                "Runway": _runway(outlook),
                "First month not paid": _month(work, first) if first else "none of those looked at",
                "Sectors that lose cover then": _listed(work, first.sectors_lost) if first else NOTHING,
            }
        )
    show_table(rows, about="Mechanisms side by side")


def _runway(outlook: MoneyOutlook) -> str:
    many = f"{outlook.runway_months} month{'s' if outlook.runway_months != 1 else ''}"
    told = many if outlook.first_unfunded else f"{many} or more"
    return told if outlook.is_complete else f"{told}, perhaps fewer: not all is counted"


def _month(work: Workspace, month: MonthOfMoney) -> str:
    starts = month.month.starts_at
    return f"{starts.astimezone(ZoneInfo(work.plan.time_zone)):%b %Y}" if starts else NOTHING


def _listed(work: Workspace, ids: Sequence[str]) -> str:
    return ", ".join(name_of(work.plan, one) for one in ids) or "none that is told"


def _months(work: Workspace, months: Sequence[MonthOfMoney]) -> None:
    rows: list[dict[str, Cell]] = [
        {
            "Month": _month(work, month),
            "Costs": millions(month.cost),
            "Arrives": millions(month.arrives) if month.arrives else NOTHING,
            "Not paid": f"▲ {millions(month.unfunded)}" if month.unfunded else "✓ all paid",
            "Left": millions(month.left),
            "Units not fully paid": _listed(work, month.unfunded_units) if month.unfunded else NOTHING,
            "Sectors that lose cover": _listed(work, month.sectors_lost) if month.unfunded else NOTHING,
        }
        for month in months
    ]
    show_table(rows, about="Cost against money by month")


def _uncounted(work: Workspace, outlook: MoneyOutlook) -> None:
    """What nobody could put a figure to, or convert: with it money ends sooner."""
    lacking = [line for line in outlook.lines if line.worth is None]
    missing = list(
        dict.fromkeys(f"{name_of(work.plan, line.unit or line.cost)} (missing: {line.lacks})" for line in lacking)
    )
    lost = [name_of(work.plan, one) for one in outlook.not_converted]
    if missing or lost:
        told = "; ".join([*missing[:8], *(f"{one}: no exchange rate" for one in lost[:8])])
        more = max(len(missing) - 8, 0) + max(len(lost) - 8, 0)
        st.warning(md(f"Not counted: {told}{f'; and {more} more' if more else ''}."), icon=":material/help:")


def _chart(work: Workspace, months: Sequence[MonthOfMoney]) -> alt.LayerChart | alt.FacetChart:
    ink = INK_DARK if st.context.theme.type == "dark" else looks.BLACK
    axis = alt.Axis(labelFontSize=13, labelColor=ink, titleColor=ink)
    base = alt.Chart(alt.InlineData(values=_bars(work, months))).encode(
        x=alt.X(
            "month:T",
            title=None,
            scale=alt.Scale(padding=14),
            axis=alt.Axis(format="%b %Y", labelFontSize=13, labelColor=ink, tickCount=12),
        ),
        tooltip=[alt.Tooltip("state:N"), alt.Tooltip("worth:Q", format=",.2f", title="million")],
    )
    bars = base.transform_filter("datum.state != 'left'").mark_bar(size=16, strokeWidth=2)
    bars = bars.encode(
        y=alt.Y("worth:Q", title="Million", axis=axis),
        color=alt.Color(
            "state:N", scale=alt.Scale(domain=BARS, range=[MONTHS[bar].colour for bar in BARS]), legend=None
        ),
        stroke=alt.Stroke("state:N", scale=alt.Scale(domain=BARS, range=[ink, looks.VERMILION]), legend=None),
        # what nobody pays is hollow and dashed, so that it is told without its colour
        fillOpacity=alt.condition("datum.state == 'paid'", alt.value(1.0), alt.value(0.3)),
        strokeDash=alt.condition("datum.state == 'paid'", alt.value([1, 0]), alt.value([3, 3])),
        order=alt.Order("order:Q"),
    )
    left = base.transform_filter("datum.state == 'left'").mark_line(color=ink, strokeDash=[6, 3], point=True)
    return alt.layer(bars, left.encode(y="worth:Q")).properties(height=HEIGHT_PX)


def _bars(work: Workspace, months: Sequence[MonthOfMoney]) -> list[dict[str, Any]]:
    return [
        {
            "month": wall(work, month.month.starts_at),
            "state": state,
            "order": order,
            "worth": float(worth / MILLION),
        }
        for month in months
        if month.month.starts_at
        for order, (state, worth) in enumerate(
            (("paid", month.paid), ("not paid", month.unfunded), ("left", month.left))
        )
    ]
