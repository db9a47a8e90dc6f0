"""What the gate was told from outside."""

from dataclasses import dataclass, field
from datetime import timedelta

from data.identity.account import Limits
from data.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How the gate stands: behind a proxy with TLS or on this machine alone, and for how long people are let in."""

    is_behind_proxy: bool = False
    database: str | None = None
    limits: Limits = field(default_factory=Limits)
    provider: tuple[str, str, str] | None = field(default=None, repr=False)
    """Issuer, our name there and our secret; none where people sign in with a passphrase alone."""


def told() -> Told:
    """What this installation was told."""
    said, usual = settings(), Limits()
    secret = said.oidc_client_secret.get_secret_value() if said.oidc_client_secret else ""
    provider = (said.oidc_issuer.rstrip("/"), said.oidc_client_id or "", secret) if said.oidc_issuer else None
    return Told(
        is_behind_proxy=said.behind_proxy,
        database=said.database_url.get_secret_value() if said.database_url else None,
        provider=provider,
        limits=Limits(
            idle=timedelta(minutes=said.idle_min) if said.idle_min else usual.idle,
            whole=timedelta(hours=said.session_h) if said.session_h else usual.whole,
        ),
    )
