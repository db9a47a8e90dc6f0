"""What is known so far, for searches of schedules that run side by side; less is better."""

from dataclasses import dataclass
from math import ceil, isfinite

from routing.movement.insertion import State
from routing.solving.progress import Clock, Standing

SLACK = 1e-9
"""What sums of broken numbers may err, as a share, before bounds are raised to whole ones."""


@dataclass(kw_only=True)
class Watch(Clock):
    """Who searches tells here what was found and bounded, and asks how long to go on."""

    value: int | None = None
    bound: int = 0
    best: State | None = None
    first_value: int = 0
    first_s: float = 0.0

    @property
    def is_proven(self) -> bool:
        """Whether nothing better can exist."""
        return self.value is not None and self.value <= self.bound

    def share(self) -> float:
        """How much of the time is gone, 1 when all is over."""
        return 1.0 if self.is_over() else self.took_s / max(1e-9, self.limit_s)

    def found(self, value: int, state: State) -> None:
        """Take note of a schedule, if it is better than what is known."""
        with self.lock:
            if self.value is not None and value >= self.value:
                return
            if self.value is None:
                self.first_value, self.first_s = value, self.took_s
            self.value, self.best = value, State(*(table.copy() for table in state))
        self.tell()

    def bounded(self, bound: float) -> None:
        """Take note of what no schedule can cost less than; costs are whole."""
        if not isfinite(bound):
            return
        whole = ceil(bound - SLACK * max(1.0, abs(bound)))
        with self.lock:
            if whole <= self.bound:
                return
            self.bound = whole
        self.tell()

    def standing(self) -> Standing:
        """How far the search is."""
        return Standing(stage=self.stage, value=self.value, bound=self.bound, took_s=self.took_s)
