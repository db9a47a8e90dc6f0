"""A case being written down as a linear question: its columns, and how a condition is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from routing.sequencing.answer import Condition
from routing.sequencing.case import Rule, SequencingCase
from routing.sequencing.linear import LIMIT, Draft, Integers, Linear, Term
from routing.sequencing.told import told


@dataclass(frozen=True, kw_only=True, eq=False)
class Columns:
    """Where the columns of a case stand, -1 where there is none.

    `held` and `begun` are by sector and phase, `units` by unit class, sector and phase, `present` by
    contributor, sector and phase, `paid` by purse, contributor and phase, `used` by corridor and phase. `led` is by
    sector and phase, where a sector may be under joint or local lead before its gate of hand-over is passed.
    """

    held: Integers
    begun: Integers
    units: Integers
    present: Integers
    paid: Integers
    used: Integers
    led: Integers


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A case, its linear question, and where its columns stand."""

    case: SequencingCase
    linear: Linear
    columns: Columns


@dataclass(frozen=True, kw_only=True, eq=False)
class Writing:
    """A model being written; `is_loose` where every condition must be a row of its own that can be lifted."""

    case: SequencingCase
    draft: Draft
    columns: Columns
    is_loose: bool

    def ask(self, rule: Rule, phase: int, terms: list[Term], limits: tuple[int, int], **rows: int) -> None:
        """Ask for a sum within limits; where the rule is soft, a column counts what is lacking or too much."""
        self.ask_for(condition_of(self.case, rule, **rows), phase, terms, limits)

    def ask_for(self, asked: Condition, phase: int, terms: list[Term], limits: tuple[int, int]) -> None:
        """Ask for a condition in a phase likewise."""
        condition, price = self.draft.known(asked), self.case.price(asked.rule)
        if price is not None:
            least, most = self.draft.extremes(terms)
            sign, far = (1, limits[0] - least) if limits[0] > -LIMIT else (-1, most - limits[1])
            terms = [*terms, (sign, self.draft.breach(condition, phase, price, far))]
        self.draft.row(terms, *limits, condition)

    def known(self, rule: Rule, **rows: int) -> int:
        """Where the condition of a rule on something stands."""
        return self.draft.known(condition_of(self.case, rule, **rows))

    def phases(self) -> range:
        """Places of all phases."""
        return range(len(self.case.phases))


def condition_of(case: SequencingCase, rule: Rule, **rows: int) -> Condition:
    """The condition of a rule on something, with its sentence."""
    return Condition(
        rule=rule,
        sector=rows.get("sector"),
        contributor=rows.get("contributor"),
        other=rows.get("other"),
        unit_class=rows.get("unit_class"),
        purse=rows.get("purse"),
        phase=rows.get("phase"),
        text=told(case, rule, **rows),
    )


def is_open(case: SequencingCase, rule: Rule, *, is_loose: bool) -> bool:
    """Whether a rule may turn out broken."""
    return is_loose or case.price(rule) is not None


def can_lapse(case: SequencingCase, *, is_loose: bool) -> bool:
    """Whether a sector once held can be held no longer."""
    ends = not all(map(case.is_within_mandate, range(len(case.phases))))
    return is_open(case, Rule.CONTINUITY, is_loose=is_loose) or (
        ends and is_open(case, Rule.MANDATE_END, is_loose=is_loose)
    )


def by_age(values: tuple[int, ...], phase: int, begun: Integers) -> Iterator[Term]:
    """The value of the phase held, the last holding on: a telescoping sum over when a sector had begun."""
    padded = [values[min(age, len(values) - 1)] for age in range(phase + 1)]
    for at in range(phase + 1):
        fall = padded[phase - at] - (padded[phase - at - 1] if at < phase else 0)
        if fall:
            yield fall, begun[at]
