"""A clock that runs out, and what is known so far, for searches that run side by side; less is better."""

from dataclasses import dataclass, field
from math import ceil, isfinite
from threading import Lock
from time import monotonic

from routing.movement.insertion import State
from routing.solving.progress import Progress, Standing

SLACK = 1e-9
"""What sums of broken numbers may err, as a share, before bounds are raised to whole ones."""


@dataclass(kw_only=True)
class Watch:
    """Who searches tells here what was found and bounded, and asks how long to go on."""

    limit_s: float
    progress: Progress
    stage: str = ""
    value: int | None = None
    bound: int = 0
    best: State | None = None
    first_value: int = 0
    first_s: float = 0.0
    begun_s: float = field(default_factory=monotonic)
    _lock: Lock = field(default_factory=Lock)

    @property
    def took_s(self) -> float:
        """Seconds since the search began."""
        return monotonic() - self.begun_s

    @property
    def left_s(self) -> float:
        """Seconds left, 0 when called off."""
        return 0.0 if self.progress.is_cancelled else max(0.0, self.limit_s - self.took_s)

    @property
    def is_proven(self) -> bool:
        """Whether nothing better can exist."""
        return self.value is not None and self.value <= self.bound

    def is_over(self) -> bool:
        """Whether time is up, the search is called off, or the best is proven."""
        return self.left_s <= 0 or self.is_proven

    def share(self) -> float:
        """How much of the time is gone, 1 when all is over."""
        return 1.0 if self.is_over() else self.took_s / max(1e-9, self.limit_s)

    def enter(self, stage: str) -> None:
        """Say what is being done now."""
        self.stage = stage
        self._tell()

    def found(self, value: int, state: State) -> None:
        """Take note of a schedule, if it is better than what is known."""
        with self._lock:
            if self.value is not None and value >= self.value:
                return
            if self.value is None:
                self.first_value, self.first_s = value, self.took_s
            self.value, self.best = value, State(*(table.copy() for table in state))
        self._tell()

    def bounded(self, bound: float) -> None:
        """Take note of what no schedule can cost less than; costs are whole."""
        if not isfinite(bound):
            return
        whole = ceil(bound - SLACK * max(1.0, abs(bound)))
        with self._lock:
            if whole <= self.bound:
                return
            self.bound = whole
        self._tell()

    def _tell(self) -> None:
        self.progress.tell(Standing(stage=self.stage, value=self.value, bound=self.bound, took_s=self.took_s))
