"""Who pays: sources of money, what was promised and received, what things cost, and rates between currencies."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from data.errors import PlanError
from data.model.ids import CommitmentId, ContributorId, CostId, ExchangeRateId, FundingSourceId
from data.model.provenance import Source, Validity, require_aware


class FundingKind(StrEnum):
    """By which mechanism money comes."""

    ASSESSED = "assessed"
    TRUST_FUND = "trust_fund"
    RECONSTRUCTION_FUND = "reconstruction_fund"
    BILATERAL = "bilateral"
    LEAD_NATION = "lead_nation"


class CommitmentState(StrEnum):
    """How far a promise of money has come; only `received` can be spent."""

    ANNOUNCED = "announced"
    SIGNED = "signed"
    RECEIVED = "received"
    FROZEN = "frozen"


class CostKind(StrEnum):
    """What a cost is counted by."""

    PERSON_MONTH = "person_month"
    ASSET_MONTH = "asset_month"
    SITE_MONTH = "site_month"
    ONCE = "once"


def require_currency(code: str, what: str) -> None:
    """Refuse what is not three capital letters, as ISO 4217 has them.

    Raises
    ------
    PlanError
        Naming `what`.
    """
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004
        msg = f"{what} is in “{code}”; give the three letters of a currency, such as USD."
        raise PlanError(msg)


def _require_amount(amount: Decimal, what: str) -> None:
    if not amount.is_finite() or amount < 0:
        msg = f"{what} is {amount}; give 0 or more."
        raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingSource:
    """Where money comes from; `contributor` for money one country pays for its own people."""

    id: FundingSourceId
    name: str
    kind: FundingKind
    contributor: ContributorId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """An amount promised by a source; `at` is when it was, or is to be, received.

    `earmarks` are ids of contributors, sectors, units or sites it may be spent on; none stands for all.
    """

    id: CommitmentId
    funding_source: FundingSourceId
    amount: Decimal
    currency: str
    state: CommitmentState
    at: datetime | None = None
    earmarks: tuple[str, ...] = ()
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        _require_amount(self.amount, f"Amount of commitment {self.id}")
        require_currency(self.currency, f"Commitment {self.id}")
        require_aware(self.at, f"Date of commitment {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What one unit of `currency` was worth in `into` on a date."""

    id: ExchangeRateId
    currency: str
    into: str
    rate: Decimal
    at: datetime
    source: Source = field(default_factory=lambda: Source(name="not stated"))

    def __post_init__(self) -> None:
        require_currency(self.currency, f"Exchange rate {self.id}")
        require_currency(self.into, f"Exchange rate {self.id}")
        require_aware(self.at, f"Date of exchange rate {self.id}")
        if not self.rate.is_finite() or self.rate <= 0:
            msg = f"Exchange rate {self.id} is {self.rate}; give more than 0."
            raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a person, an asset or a site costs a month, or something once.

    `about` is the contributor, unit or site it is for; a cost per person-month without one is that of everybody
    who has none of their own. `quantity` counts assets; people are counted by their units.
    """

    id: CostId
    name: str
    kind: CostKind
    amount: Decimal
    currency: str
    about: str | None = None
    quantity: float = 1.0
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        _require_amount(self.amount, f"Amount of cost {self.id}")
        require_currency(self.currency, f"Cost {self.id}")
        if not 0 < self.quantity < float("inf"):
            msg = f"Cost {self.id} counts {self.quantity} things; give more than 0."
            raise PlanError(msg)
