"""Which record of a plan names which other, and where that other may stand."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.plan import Plan, Record

    Reference = tuple[Record, str, tuple[str, ...]]

_OWNERS = ("contributors",)
_SECTORS = ("sectors",)
_PAID_FOR = ("contributors", "units", "sectors", "sites")


def references(plan: "Plan") -> "Iterator[Reference]":
    """Each reference: the record that refers, the id it refers to, and the collections that may hold it."""
    yield from _on_the_ground(plan)
    yield from _of_the_force(plan)
    yield from _of_rules(plan)
    yield from _of_consent_and_money(plan)
    yield from _of_local_capacity(plan)


def _on_the_ground(plan: "Plan") -> "Iterator[Reference]":
    areas, places = ("zones", "sectors"), ("sites", "crossings")
    yield from ((s, s.owner, _OWNERS) for s in plan.sectors if s.owner)
    yield from ((c, c.owner, _OWNERS) for c in plan.control_lines if c.owner)
    yield from ((b, b.area_id, areas) for b in plan.barriers)
    yield from ((b, p, ("phases",)) for b in plan.barriers for p in b.phases)
    yield from ((p, s, _SECTORS) for p in plan.phases for s, _ in (*p.sector_states, *p.sector_leads))
    yield from ((r, r.crossing_id, ("crossings",)) for r in plan.status_reports if r.crossing_id)
    yield from ((c, p, places) for c in plan.convoys for p in (c.origin, *c.via, c.destination))
    anything = tuple(name for name in type(plan).collections() if name != "notes")
    yield from ((n, n.about, anything) for n in plan.notes if n.about)


def _of_the_force(plan: "Plan") -> "Iterator[Reference]":
    yield from ((p, p.contributor, _OWNERS) for p in plan.pledges)
    yield from ((u, u.contributor, _OWNERS) for u in plan.units)
    yield from ((u, u.pledge, ("pledges",)) for u in plan.units if u.pledge)
    yield from ((u, u.base, ("sites",)) for u in plan.units if u.base)
    yield from ((a, a.unit, ("units",)) for a in plan.assignments)
    yield from ((a, a.sector, _SECTORS) for a in plan.assignments)
    yield from ((h, h.superior, ("headquarters",)) for h in plan.headquarters if h.superior)
    yield from ((h, h.contributor, _OWNERS) for h in plan.headquarters if h.contributor)
    yield from ((r, r.subject, ("units", "contributors")) for r in plan.command_relations)
    yield from ((r, r.headquarters, ("headquarters",)) for r in plan.command_relations)


def _of_rules(plan: "Plan") -> "Iterator[Reference]":
    yield from ((g, g.contributor, _OWNERS) for g in plan.roe_grants)
    yield from ((g, g.sector, _SECTORS) for g in plan.roe_grants if g.sector)
    yield from ((g, g.phase, ("phases",)) for g in plan.roe_grants if g.phase)
    yield from ((c, c.contributor, _OWNERS) for c in plan.caveats)
    yield from ((c, s, _SECTORS) for c in plan.caveats for s in c.barred_sectors)
    yield from ((i, c, _OWNERS) for i in plan.legal_instruments for c in i.contributors)


def _of_consent_and_money(plan: "Plan") -> "Iterator[Reference]":
    about = ("corridors", "sectors", "contributors")
    yield from ((c, c.party, ("parties",)) for c in plan.consents)
    yield from ((c, c.about, about) for c in plan.consents if c.about)
    yield from ((f, f.contributor, _OWNERS) for f in plan.funding_sources if f.contributor)
    yield from ((c, c.funding_source, ("funding_sources",)) for c in plan.commitments)
    yield from ((c, e, _PAID_FOR) for c in plan.commitments for e in c.earmarks)
    yield from ((c, c.about, _PAID_FOR) for c in plan.costs if c.about)


def _of_local_capacity(plan: "Plan") -> "Iterator[Reference]":
    yield from ((f, f.sector, _SECTORS) for f in plan.local_forces if f.sector)
    yield from ((h, h.sector, _SECTORS) for h in plan.handovers)
    yield from ((h, h.phase, ("phases",)) for h in plan.handovers)
    yield from ((r, r.site, ("sites",)) for r in plan.restorations)
