"""Accounts in words."""

from collections.abc import Iterable
from datetime import datetime

from data.identity.account import Account, Session, Visit
from data.identity.principal import Role
from data.model import Plan
from data.model.sharing import Sensitivity
from pages.look.clock import local
from pages.look.table import Cell

ROLES = {
    Role.VIEWER: "Viewer: sees the map and briefings, no departures before release",
    Role.COORDINATOR: "Coordinator: plans, and proposes releases",
    Role.SECURITY_CELL: "Security cell: keeps its own sectors and the roads in them true",
    Role.ADMINISTRATOR: "Administrator: looks after accounts; sees no convoys",
    Role.AUDITOR: "Auditor: reads history and checks it",
}
CLEARANCES = {
    Sensitivity.LOW: "low",
    Sensitivity.MODERATE: "moderate",
    Sensitivity.HIGH: "high",
    Sensitivity.SEVERE: "severe (everything)",
}


def roles_of(account: Account) -> str:
    """The roles of an account, by their order of importance."""
    return ", ".join(role.value for role in Role if role in account.roles) or "none"


def sectors_of(account: Account, plan: Plan) -> str:
    """The sectors that are an account's own, by their names in the open operation."""
    names: dict[str, str] = {sector.id: sector.name for sector in plan.sectors}
    return ", ".join(sorted(names.get(one, one) for one in account.sectors)) or "none"


def state_of(account: Account, sessions: Iterable[Session]) -> str:
    """Whether somebody is in, may come in, or is kept out."""
    if account.is_disabled:
        return "kept out"
    if not account.has_passphrase:
        return "has not followed the link yet"
    number = sum(one.account.id == account.id for one in sessions)
    return ("not signed in", "signed in")[number] if number <= 1 else f"signed in on {number} browsers"


def rows_of(accounts: Iterable[Account], sessions: tuple[Session, ...], plan: Plan) -> list[dict[str, Cell]]:
    """The table of accounts."""
    return [
        {
            "Name": account.name,
            "Roles": roles_of(account),
            "Sees up to": CLEARANCES[account.clearance],
            "Own sectors": sectors_of(account, plan),
            "Now": state_of(account, sessions),
        }
        for account in accounts
    ]


def visits_of(visits: Iterable[Visit], names: dict[str, str], zone: str) -> list[dict[str, Cell]]:
    """The table of what happened at the door."""

    def named(account: str | None) -> str:
        return names.get(account, "a guest") if account else "unknown"

    return [
        {
            "When": _at(visit.at, zone),
            "What": f"{visit.act}: {visit.detail}" if visit.detail else visit.act,
            "Whose account": named(visit.account),
            "Done by": named(visit.by) if visit.by else "",
            "From": visit.origin,
        }
        for visit in visits
    ]


def _at(at: datetime, zone: str) -> str:
    return local(at, zone)
