"""Coverage in tables: phase by phase, response by response, sector by sector, and places that are not covered."""

from collections.abc import Sequence

import streamlit as st

from data.model import Plan, Sector
from pages.look import cover_words, looks, words
from pages.look.clock import local_day
from pages.look.rows import Row, row_chosen
from pages.look.rows import show_rows as show_choosing
from pages.look.table import Cell, Looking, show_table
from pages.parts.cover.asked import Seen
from pages.parts.cover.layers import is_covered, time_told
from pages.parts.force.views import name_of
from pages.parts.record.rows import show_rows
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.force.covered import Density, PlaceCover
from routing.force.secured import secured_sectors
from routing.force.standards import BENCHMARKS, Benchmark
from routing.force.unsecured import wants

PHASES = "cover.phases"
_MEETS = {
    True: looks.Look(words="reached", colour=looks.GREEN, sign="✓"),
    False: looks.Look(words="below", colour=looks.VERMILION, sign="✕"),
    None: looks.Look(words="not known", colour=looks.GREY, sign="?"),
}


def part(own: float, whole: float) -> str:
    r"""A part of a whole and its share.

    >>> part(3, 8), part(0, 0)
    ('3 of 8, 38\xa0%', 'none there')
    """
    return f"{own:,.0f} of {whole:,.0f}, {_percent(own / whole)}" if whole else "none there"


def part_km(own_m: float, whole_m: float) -> str:
    r"""A part of a length and its share.

    >>> part_km(950.0, 12_345.0)
    '0.9 of 12.3\xa0km, 8\xa0%'
    """
    if not whole_m:
        return "none there"
    return f"{own_m / 1000:.1f} of {whole_m / 1000:.1f}\xa0km, {_percent(own_m / whole_m)}"


def _percent(share: float) -> str:
    return words.percent(share).replace(" ", "\xa0")


def secured_m(seen: Seen) -> float:
    """Corridor metres in secured sectors."""
    return sum(one.secured_m for one in seen.cover.corridors)


def total_m(seen: Seen) -> float:
    """All corridor metres."""
    return sum(one.total_m for one in seen.cover.corridors)


def show_phases(work: Workspace, all_seen: Sequence[Seen]) -> None:
    """One row for each phase; picking one looks at it."""

    def heard() -> None:
        if phase := row_chosen(workspace.returned(PHASES)):
            workspace.remember("phase", phase)

    rows = [
        Row(
            id=seen.phase.id,
            cells={
                "Phase": f"{number}  {seen.phase.name}",
                "As of": local_day(seen.at, work.plan.time_zone),
                "Secured sectors": part(len(secured_sectors(seen.cover.footing)), len(work.plan.sectors)),
                "Corridors secured": part_km(secured_m(seen), total_m(seen)),
                "Corridors covered": part_km(sum(c.covered_m for c in seen.cover.corridors), total_m(seen)),
                "Sites covered": part(sum(s.covered for s in seen.cover.sites), len(seen.cover.sites)),
                "People covered": part(seen.cover.people_covered, seen.cover.people),
                "Cut off": _names(work.plan, seen.cover.cut_off) or "none",
            },
        )
        for number, seen in enumerate(all_seen, 1)
    ]
    chosen = work.phase.id if work.phase else ""
    show_choosing(rows, about="Cover by phase", chosen=chosen, key=PHASES, heard=heard)


def show_responses(seen: Seen) -> None:
    """What every response reaches of what is secured: once, twice, over unknown roads, and as is to be expected."""
    rows: list[dict[str, Cell]] = []
    for number, standard in enumerate(seen.standards):
        there = "brought there" if standard.toward else "there"
        own = [corridor.by_standard[number] for corridor in seen.cover.corridors]
        known_m, at_best_m = sum(m.known_m for m in own), sum(m.at_best_m for m in own)
        rows.append(
            {
                "Response": f"{standard.name}, {there} in {standard.minutes:g} min",
                "Bases": str(len(seen.moment.responses[number].bases)),
                "Corridor in reach": part_km(known_m, secured_m(seen)),
                "Only over unknown roads": words.kilometres(at_best_m - known_m),
                "By two bases or more": part_km(sum(m.twice_m for m in own), secured_m(seen)),
                "To be expected": part_km(sum(m.expected_m for m in own), secured_m(seen)),
                "Sites in reach": part(*_reached(seen.cover.sites, standard.name)),
                "People in reach": part(*_people_reached(seen.cover.settlements, standard.name)),
            }
        )
    show_table(rows, about="What responses reach")
    st.markdown(
        "Shares of corridor are of what is secured. *To be expected* counts each metre by the chance that one of its "
        f"bases is free, when each is busy elsewhere {words.percent(seen.moment.asked.busy)} of the time."
    )


def _reached(places: Sequence[PlaceCover], standard: str) -> tuple[int, int]:
    return sum(is_covered(place, standard) is True for place in places), len(places)


def _people_reached(places: Sequence[PlaceCover], standard: str) -> tuple[int, int]:
    reached = sum(place.people or 0 for place in places if is_covered(place, standard) is True)
    return reached, sum(place.people or 0 for place in places)


def show_sectors(work: Workspace, seen: Seen) -> None:
    """How each sector stands, why, and what would change it."""
    lacks = wants(work.plan, seen.phase, seen.at, seen.cover.footing)
    rows = [
        Row(
            id=sector.id,
            cells={
                "Sector": sector.name,
                "Stands": _stands(seen, sector),
                "Why": " ".join(want.message for want in lacks[sector.id]) or _hangs(seen, sector),
                "What would change it": " ".join(dict.fromkeys(w.change for w in lacks[sector.id])) or "nothing to do",
            },
        )
        for sector in work.plan.sectors
    ]
    show_rows(rows, about="Sectors in this phase", sentences=True)


def show_density(work: Workspace, seen: Seen) -> None:
    """Security forces for 1,000 people in each sector, against benchmarks and their sources."""
    density = {one.sector: one for one in seen.cover.density}
    rows = [
        Row(
            id=sector.id,
            cells={
                "Sector": sector.name,
                "Forces who may act": words.count(density[sector.id].forces),
                "People": words.count(density[sector.id].people),
                "For 1,000 people": _figure(density[sector.id].per_thousand),
                **{_called(b).capitalize(): _meets(density[sector.id], b) for b in BENCHMARKS},
            },
        )
        for sector in work.plan.sectors
    ]
    show_rows(rows, about="Forces for 1,000 people")
    told = " ".join(f"{_called(b).capitalize()}: {b.source}." for b in BENCHMARKS)
    st.markdown(
        md(f"Forces are units there who may act, and vetted local forces. Marks to compare with, not to meet: {told}")
    )


def _stands(seen: Seen, sector: Sector) -> Looking:
    look = (
        cover_words.CUT_OFF if sector.id in seen.cover.cut_off else cover_words.FOOTINGS[seen.cover.footing[sector.id]]
    )
    return Looking(look, look.words)


def _hangs(seen: Seen, sector: Sector) -> str:
    if sector.id in seen.cover.cut_off:
        return "No crossing is reached from it through secured sectors."
    return "A crossing is reached through secured sectors."


def _called(benchmark: Benchmark) -> str:
    least, most = f"{benchmark.least:g}", f"{benchmark.most:g}"
    return f"{benchmark.name}, {least if least == most else f'{least} to {most}'}"


def _figure(value: float | None) -> str:
    return "not known" if value is None else f"{value:.1f}"


def _meets(density: Density, benchmark: Benchmark) -> Looking:
    look = _MEETS[density.meets(benchmark)]
    return Looking(look, look.words)


def show_places(work: Workspace, seen: Seen, standard: str | None) -> None:
    """Sites and settlements that are not covered, and what keeps them from it."""
    places = [p for p in (*seen.cover.sites, *seen.cover.settlements) if is_covered(p, standard) is not True]
    rows = [
        Row(
            id=place.place_id,
            cells={
                "Name": name_of(work.plan, place.place_id),
                "Covered": _place_look(place, standard),
                "People": "" if place.people is None else words.count(place.people),
                "Sector": ", ".join(name_of(work.plan, sector) for sector in place.sectors) or "no sector",
                "Ground": cover_words.GROUND[place.footing],
                **{t.standard.capitalize(): time_told(t).partition(": ")[2] for t in place.times},
            },
        )
        for place in places
    ]
    show_rows(rows, about="Not covered", none="Every site and settlement is covered in this phase.")


def _place_look(place: PlaceCover, standard: str | None) -> Looking:
    covered = is_covered(place, standard)
    return Looking(cover_words.PLACES[covered], "not known" if covered is None else "no")


def _names(plan: Plan, sectors: frozenset[str]) -> str:
    return ", ".join(sector.name for sector in plan.sectors if sector.id in sectors)
