"""What the rules of sequencing mean, played through sector by sector and unit by unit; shares no code with the product.

`faults` re-simulates an answer, `best_value` tries every answer of a small case.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, product

import networkx as nx

from routing.sequencing.case import Rule, SequencingCase


def held_breaches(case, active):
    """(rule, sector, phase) for all that sectors alone break; `active[sector][phase]`."""
    for s, sector in enumerate(case.sectors):
        for p, phase in enumerate(case.phases):
            ended = case.mandate_ends_day is not None and phase.ends_day > case.mandate_ends_day
            if active[s][p]:
                if sector.consent_from is None or p < sector.consent_from:
                    yield Rule.CONSENT, s, p, 1
                if ended:
                    yield Rule.MANDATE_END, s, p, 1
                beside = p > 0 and any(active[n][p - 1] for n in sector.neighbours if n != s)
                if not sector.is_gate and not beside:
                    yield Rule.CONTIGUITY, s, p, 1
                yield from _early(case, active, s, p)
            elif any(active[s][:p]) and not ended:
                yield Rule.CONTINUITY, s, p, 1


def _early(case, active, s, p):
    """Gates not met in a phase in which a sector starts."""
    for gate in case.gates:
        is_met = gate.met_from is not None and p >= gate.met_from
        if p >= gate.phase and not is_met and not (p and active[s][p - 1]):
            yield Rule.GATE, s, p, 1


def unit_breaches(case, active, p, there):
    """(rule, sector, phase, amount) for all that units of a phase break; `there[unit, sector]` is a number."""
    yield from _misplaced(case, p, there)
    for s in range(len(case.sectors)):
        senders = {case.units[u].contributor for (u, t) in there if t == s}
        for pair in {tuple(sorted(pair)) for pair in case.apart}:
            if senders.issuperset(pair):
                yield Rule.APART, s, p, 1
        if active[s][p]:
            age = p - active[s].index(True)
            yield from _lacking(case, s, p, age, there)
            yield from _lacking_at_hours(case, s, p, age, there)


def _lacking_at_hours(case, s, p, age, there):
    """What a sector held lacks at hours at which some units cannot act; while hours have no price it has its own."""
    priced = {soft.rule for soft in case.soft}
    for part in range(len(case.phases[p].day_parts)):
        awake = {(u, t): number for (u, t), number in there.items() if (p, part) not in case.units[u].away}
        for rule, _, _, amount in _lacking(case, s, p, age, awake):
            is_own = rule in priced and Rule.HOURS not in priced
            yield (rule if is_own else Rule.HOURS), s, p, amount


def _misplaced(case, p, there):
    """Units too early, too late, or where they may not serve."""
    for (u, s), number in there.items():
        unit = case.units[u]
        late = unit.available_from is None or p < unit.available_from
        if late or (unit.available_phases is not None and p >= unit.available_from + unit.available_phases):
            yield Rule.APPROVAL, s, p, number
        if s in unit.caveats:
            yield Rule.CAVEAT, s, p, number


def _lacking(case, s, p, age, there):
    """What a sector held lacks."""
    sector = case.sectors[s]
    need = sector.strength_by_age[min(age, len(sector.strength_by_age) - 1)]
    have = sum(case.units[u].strength * number for (u, t), number in there.items() if t == s)
    if have < need:
        yield Rule.STRENGTH, s, p, need - have
    if not any(t == s and case.units[u].engagement >= sector.engagement for (u, t) in there):
        yield Rule.ENGAGEMENT, s, p, 1
    for support in case.supports:
        near = any(t in support.within_reach[s] and case.units[u].kind in support.kinds for (u, t) in there)
        if age >= support.from_age and not near:
            yield support.rule, s, p, 1


def unpaid(case, bills):
    """The least that cannot be paid of bills by (contributor, phase): money flows from when it arrives."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    for m, purse in enumerate(case.purses):
        for p, money in enumerate(purse.arrives):
            graph.add_edge("from", ("purse", m, p), capacity=money)
    for (c, p), amount in bills.items():
        graph.add_edge(("bill", c, p), "to", capacity=amount)
        for m in case.contributors[c].purses:
            for q in range(p + 1):
                graph.add_edge(("purse", m, q), ("bill", c, p))
    return sum(bills.values()) - nx.maximum_flow_value(graph, "from", "to")


def choices_kept(case, active, there_by_phase):
    """Whether all that was fixed by hand is so."""
    for held in case.held_sectors:
        start = active[held.sector].index(True) if any(active[held.sector]) else len(case.phases)
        if held.is_never and start < len(case.phases):
            return False
        if held.not_before is not None and start < held.not_before:
            return False
        if held.at_latest is not None and start > held.at_latest:
            return False
        if held.is_local_in is not None and not _may_lead(case, active, held.sector, held.is_local_in):
            return False
    for held in case.held_units:
        number = there_by_phase[held.phase].get((held.unit_class, held.sector), 0)
        if number < held.at_least or (held.at_most is not None and number > held.at_most):
            return False
    return True


def open_worth(case, active, p):
    """What the best use of open corridors is worth in a phase."""
    weights, total = case.weights, 0
    for s, sector in enumerate(case.sectors):
        best = 0
        for corridor in case.corridors:
            if corridor.sectors[-1] == s and all(active[t][p] for t in corridor.sectors):
                met = sum(case.sectors[t].exposure for t in set(corridor.sectors))
                best = max(best, weights.need * sum(sector.site_needs) - weights.exposure * met)
        total += best
    return total * _days(case, p)


def _may_lead(case, active, s, p):
    """Whether lead of a sector can be joint or local in a phase, at a price perhaps."""
    is_there = active[s][p] and share_in(case, active, s, p)
    return is_there and (is_passed(case, s, p) or Rule.HANDOVER in _prices(case))


def _prices(case):
    return {soft.rule: soft.price for soft in case.soft}


def share_in(case, active, s, p):
    """The local share of a sector held, whoever leads."""
    shares = case.sectors[s].local_share_by_age
    return shares[min(p - active[s].index(True), len(shares) - 1)] if shares else 0


def is_passed(case, s, p):
    """Whether the gate of hand-over of a sector is passed."""
    since = case.sectors[s].handed_over_from
    return since is not None and p >= since


def local_worth(case, active, p):
    """What the local shares of a phase are worth; before the gate of hand-over only where its price is worth it."""
    total = 0
    for s in range(len(case.sectors)):
        if not active[s][p] or not share_in(case, active, s, p):
            continue
        worth = case.weights.local * share_in(case, active, s, p) * _days(case, p)
        if is_passed(case, s, p):
            total += worth
        elif Rule.HANDOVER in _prices(case):
            dear = worth - _prices(case)[Rule.HANDOVER]
            is_fixed = any((held.sector, held.is_local_in) == (s, p) for held in case.held_sectors)
            total += dear if is_fixed else max(0, dear)
    return total


def unit_worth(case, p, there):
    """What units cost in a phase, weighed."""
    return -sum(
        number
        * (case.weights.cost * case.units[u].cost_per_phase + case.weights.shaky * case.units[u].doubt * _days(case, p))
        for (u, _), number in there.items()
    )


def faults(case, sequence):
    """Everything wrong with an answer, in words; it must stand by itself."""
    active = [list(row) for row in sequence.active]
    there = [{} for _ in case.phases]
    for one in sequence.assignments:
        there[one.phase][one.unit_class, one.sector] = one.number
    found = list(_plain_faults(case, active, there))
    broken = [*held_breaches(case, active)]
    for p in range(len(case.phases)):
        broken += unit_breaches(case, active, p, there[p])
    bills = defaultdict(int)
    for p, units in enumerate(there):
        for (u, _), number in units.items():
            bills[case.units[u].contributor, p] += number * case.units[u].cost_per_phase
    prices = {soft.rule: soft.price for soft in case.soft}
    found += [f"{rule} broken in sector {s}, phase {p}" for rule, s, p, _ in broken if rule not in prices]
    if Rule.MONEY not in prices and unpaid(case, bills):
        found.append("money does not suffice")
    found += [] if choices_kept(case, active, there) else ["a choice is not kept"]
    found += _money_faults(case, sequence, bills, prices)
    worth = sum(local_worth(case, active, p) + unit_worth(case, p, there[p]) for p in range(len(case.phases)))
    worth += sum(open_worth(case, active, p) for p in range(len(case.phases)))
    rest = unpaid(case, bills) if Rule.MONEY in prices else 0
    worth -= rest * prices.get(Rule.MONEY, 0) + sum(prices.get(rule, 0) * amount for rule, _, _, amount in broken)
    if sequence.value > worth - case.weights.change * sequence.terms.change:
        found.append(f"claimed to be worth {sequence.value}, is worth {worth}")
    found += [*_sum_faults(case, sequence), *_lead_faults(case, sequence, active)]
    return found


def _lead_faults(case, sequence, active):
    """Lead that is not international where nobody holds, without a local share, or before the gate of hand-over."""
    for s, p in ((s, p) for s in range(len(active)) for p in range(len(case.phases)) if sequence.led[s][p]):
        if not active[s][p] or not share_in(case, active, s, p):
            yield f"local lead of nobody in sector {s}, phase {p}"
        elif not is_passed(case, s, p) and Rule.HANDOVER not in _prices(case):
            yield f"lead of sector {s} handed over too early, in phase {p}"
    for held in case.held_sectors:
        if held.is_local_in is not None and not sequence.led[held.sector][held.is_local_in]:
            yield f"sector {held.sector} is not led locally as fixed"


def _sum_faults(case, sequence):
    terms, weights = sequence.terms, case.weights
    total = weights.need * terms.need - weights.exposure * terms.exposure - weights.cost * terms.cost
    total += weights.local * terms.local - weights.shaky * terms.shaky - weights.change * terms.change - terms.penalty
    if total != sequence.value:
        yield f"terms sum to {total}, not to {sequence.value}"
    if sum(breach.penalty for breach in sequence.breaches) != terms.penalty:
        yield "penalties are not those of the breaches"
    for use in sequence.used:
        if not all(sequence.active[s][use.phase] for s in case.corridors[use.corridor].sectors):
            yield f"corridor {use.corridor} used while shut"


def _plain_faults(case, active, there):
    """Numbers and places that can never be."""
    if len(active) != len(case.sectors) or any(len(row) != len(case.phases) for row in active):
        yield "wrong shape"
    for p, units in enumerate(there):
        for u, unit in enumerate(case.units):
            if sum(number for (v, _), number in units.items() if v == u) > unit.number:
                yield f"more units {u} than pledged in phase {p}"
        for (_, s), number in units.items():
            if number < 0 or not active[s][p]:
                yield f"units in sector {s} not held in phase {p}"


def _money_faults(case, sequence, bills, prices):
    """Payments add up to the bills and never exceed what has arrived."""
    paid, spent = defaultdict(int), defaultdict(int)
    for one in sequence.payments:
        paid[one.contributor, one.phase] += one.amount
        spent[one.purse, one.phase] += one.amount
        if one.purse not in case.contributors[one.contributor].purses or one.amount < 0:
            yield f"purse {one.purse} pays for contributor {one.contributor}"
    short = sum(bills.values()) - sum(paid.values())
    if any(paid[bill] > bills.get(bill, 0) for bill in list(paid)) or (short and Rule.MONEY not in prices):
        yield "payments are not the bills"
    for m, purse in enumerate(case.purses):
        for p in range(len(case.phases)):
            if sum(spent[m, q] for q in range(p + 1)) > sum(purse.arrives[: p + 1]):
                yield f"purse {m} overdrawn in phase {p}"


def best_value(case: SequencingCase):
    """The best of every answer there is, None where none keeps the conditions."""
    prices = {soft.rule: soft.price for soft in case.soft}
    best = None
    for active in _patterns(case, prices):
        broken = list(held_breaches(case, active))
        if any(rule not in prices for rule, *_ in broken):
            continue
        base = -sum(prices[rule] * amount for rule, _, _, amount in broken)
        base += sum(open_worth(case, active, p) + local_worth(case, active, p) for p in range(len(case.phases)))
        if not choices_kept(case, active, [_wished(case, p) for p in range(len(case.phases))]):
            continue
        options = [_phase_options(case, active, p, prices) for p in range(len(case.phases))]
        best = _best_of(case, options, base, prices, best)
    return best


def _patterns(case, prices):
    """Every way sectors can be held: from a start on, or off and on where that may be."""
    count = len(case.phases)
    free = Rule.CONTINUITY in prices or case.mandate_ends_day is not None
    rows = (
        [list(row) for row in product((False, True), repeat=count)]
        if free
        else [[p >= start for p in range(count)] for start in range(count + 1)]
    )
    return product(rows, repeat=len(case.sectors))


def _wished(case, p):
    return {(held.unit_class, held.sector): held.at_least for held in case.held_units if held.phase == p}


def _phase_options(case, active, p, prices):
    """Value by bills of contributors, for every placing of the units of one phase."""
    places = [s for s in range(len(case.sectors)) if active[s][p]]
    found = {}
    spreads = [list(combinations_with_replacement([*places, None], unit.number)) for unit in case.units]
    for placed in product(*spreads):
        there = defaultdict(int)
        for u, sectors in enumerate(placed):
            for s in sectors:
                if s is not None:
                    there[u, s] += 1
        if not all(_is_kept(held, there) for held in case.held_units if held.phase == p):
            continue
        broken = list(unit_breaches(case, active, p, there))
        if any(rule not in prices for rule, *_ in broken):
            continue
        value = unit_worth(case, p, there) - sum(prices[rule] * amount for rule, _, _, amount in broken)
        bill = [0] * len(case.contributors)
        for (u, _), number in there.items():
            bill[case.units[u].contributor] += number * case.units[u].cost_per_phase
        found[tuple(bill)] = max(value, found.get(tuple(bill), value))
    return sorted(((value, bill) for bill, value in found.items()), reverse=True)


def _is_kept(held, there):
    number = there.get((held.unit_class, held.sector), 0)
    return held.at_least <= number and (held.at_most is None or number <= held.at_most)


def _best_of(case, options, base, prices, best):
    if any(not option for option in options) or (
        best is not None and base + sum(option[0][0] for option in options) <= best
    ):
        return best
    for chosen in product(*options):
        value = base + sum(part for part, _ in chosen)
        if best is not None and value <= best:
            continue
        bills = {(c, p): money for p, (_, bill) in enumerate(chosen) for c, money in enumerate(bill) if money}
        rest = unpaid(case, bills)
        if rest and Rule.MONEY not in prices:
            continue
        value -= rest * prices.get(Rule.MONEY, 0)
        best = value if best is None else max(best, value)
    return best


def _days(case, p):
    return case.phases[p].ends_day - case.phases[p].starts_day
