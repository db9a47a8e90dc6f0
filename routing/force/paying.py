"""Which money pays which cost: exact, with earmarks kept, so that earlier months are paid as far as any way allows.

Costs are paid month by month. A cost that finds its own pots empty may move money another cost was paid from, where
that other cost can be paid from elsewhere: an augmenting path, as in maximum flow. What was paid before stays paid,
so no other use of the same money pays more of the months up to any one of them.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Pot:
    """Money in cents that may pay costs from a month on."""

    cents: int
    from_month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Cents to be paid in a month, and the pots that may pay them."""

    cents: int
    month: int
    pots: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """By demand, the cents each pot pays of it."""

    shares: tuple[dict[int, int], ...]

    def of(self, demand: int) -> int:
        """Cents paid of a demand."""
        return sum(self.shares[demand].values())


def paid(pots: Sequence[Pot], demands: Sequence[Demand]) -> Paid:
    """Who pays what; of demands of one month that compete the earlier in order goes first."""
    book = _Book(pots, demands)
    for number in sorted(range(len(demands)), key=lambda number: demands[number].month):
        book.pay(number)
    return Paid(shares=tuple(book.shares))


class _Book:
    """What is left in each pot, and what each pays, while it is worked out."""

    def __init__(self, pots: Sequence[Pot], demands: Sequence[Demand]) -> None:
        self.left = [pot.cents for pot in pots]
        self.may = [[p for p in demand.pots if pots[p].from_month <= demand.month] for demand in demands]
        self.wanted = [demand.cents for demand in demands]
        self.shares: list[dict[int, int]] = [{} for _ in demands]
        self.payees: list[set[int]] = [set() for _ in pots]
        self.spent: set[int] = set()

    def pay(self, number: int) -> None:
        """Pay a demand as far as any way of moving money allows."""
        while self.wanted[number] and (path := self._path(number)):
            self._move(path)

    def _path(self, number: int) -> list[tuple[int, int]]:
        """Steps (demand, pot) from a demand to a pot with money left, fewest first; none where there is no way."""
        came: dict[int, tuple[int, int | None]] = {}
        edge: deque[tuple[int, int | None]] = deque([(number, None)])
        seen = {number}
        while edge:
            demand, over = edge.popleft()
            for pot in self.may[demand]:
                if pot in came or pot in self.spent:
                    continue
                came[pot] = (demand, over)
                if self.left[pot]:
                    return self._steps(came, pot)
                fresh = self.payees[pot] - seen
                seen |= fresh
                edge.extend((payee, pot) for payee in sorted(fresh))
        self.spent.update(came)  # no way leads out of these, nor ever will: what they pay has no other pot
        return []

    def _steps(self, came: dict[int, tuple[int, int | None]], pot: int) -> list[tuple[int, int]]:
        steps: list[tuple[int, int]] = []
        at: int | None = pot
        while at is not None:
            demand, over = came[at]
            steps.append((demand, at))
            at = over
        return steps[::-1]

    def _move(self, path: list[tuple[int, int]]) -> None:
        """Each demand on the way is paid from its new pot instead of the one the demand before takes over."""
        freed = [self.shares[demand][pot] for (_, pot), (demand, _) in pairwise(path)]
        cents = min(self.wanted[path[0][0]], self.left[path[-1][1]], *freed)
        for (_, pot), (demand, _) in pairwise(path):
            self._book(demand, pot, -cents)
        for demand, pot in path:
            self._book(demand, pot, cents)
        self.wanted[path[0][0]] -= cents
        self.left[path[-1][1]] -= cents

    def _book(self, demand: int, pot: int, cents: int) -> None:
        share = self.shares[demand].get(pot, 0) + cents
        if share:
            self.shares[demand][pot] = share
            self.payees[pot].add(demand)
        else:
            self.shares[demand].pop(pot, None)
            self.payees[pot].discard(demand)
