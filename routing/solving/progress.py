"""How far a search is, kept where another thread may read it or call it off."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor, inf, isfinite
from threading import Event, Lock
from time import monotonic

SLACK = 1e-6
"""What solvers with broken numbers may err, before bounds are cut to whole ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The best known value, what nothing can surpass, and what is being done."""

    stage: str
    value: int | None = None
    bound: int | None = None
    took_s: float = 0.0


@dataclass(kw_only=True)
class Progress:
    """Run a search in a thread with one of these; read `standing`, call `cancel`, or be called back."""

    told: Callable[[Standing], None] | None = None
    standing: Standing = Standing(stage="not begun")
    _cancelled: Event = field(default_factory=Event)

    def cancel(self) -> None:
        """Ask the search to end with what it has."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether the search was asked to end."""
        return self._cancelled.is_set()

    def tell(self, standing: Standing) -> None:
        """Keep how far the search is, and pass it on."""
        self.standing = standing
        if self.told is not None:
            self.told(standing)


@dataclass(kw_only=True)
class Clock(ABC):
    """A clock that runs out, and what is being done; whoever searches asks it how long to go on."""

    limit_s: float
    progress: Progress
    stage: str = ""
    begun_s: float = field(default_factory=monotonic)
    lock: Lock = field(default_factory=Lock, repr=False)

    @property
    @abstractmethod
    def is_proven(self) -> bool:
        """Whether nothing better can exist."""

    @abstractmethod
    def standing(self) -> Standing:
        """How far the search is."""

    @property
    def took_s(self) -> float:
        """Seconds since the search began."""
        return monotonic() - self.begun_s

    @property
    def left_s(self) -> float:
        """Seconds left, 0 when called off."""
        return 0.0 if self.progress.is_cancelled else max(0.0, self.limit_s - self.took_s)

    def is_over(self) -> bool:
        """Whether time is up, the search is called off, or the best is proven."""
        return self.left_s <= 0 or self.is_proven

    def enter(self, stage: str) -> None:
        """Say what is being done now."""
        self.stage = stage
        self.tell()

    def tell(self) -> None:
        """Pass on how far the search is."""
        self.progress.tell(self.standing())


@dataclass(kw_only=True)
class Watch(Clock):
    """What is known so far of a search for the most; solvers in other threads share it."""

    value: int | None = None
    bound: int | None = None
    step: tuple[int, int] = 1, 0
    first_s: float | None = None

    @property
    def is_proven(self) -> bool:
        """Whether nothing better can exist."""
        return self.value is not None and self.bound is not None and self.value >= self.bound

    @property
    def gap(self) -> float:
        """How much better another could be, as a share of the best known."""
        if self.value is None or self.bound is None:
            return inf
        return max(0, self.bound - self.value) / max(1, abs(self.value))

    def found(self, value: int) -> None:
        """Take note of a value that was reached."""
        with self.lock:
            if self.value is not None and value <= self.value:
                return
            if self.value is not None and self.first_s is None:
                self.first_s = self.took_s
            self.value = value
        self.tell()

    def bounded(self, bound: float) -> None:
        """Take note of a value that nothing can surpass; values are whole steps from a base."""
        if not isfinite(bound):
            return
        step, base = self.step
        whole = base + step * floor((bound - base + SLACK * max(1.0, abs(bound)) ** 0.5) / step)
        with self.lock:
            if self.bound is not None and whole >= self.bound:
                return
            self.bound = whole
        self.tell()

    def standing(self) -> Standing:
        """How far the search is."""
        return Standing(stage=self.stage, value=self.value, bound=self.bound, took_s=self.took_s)
