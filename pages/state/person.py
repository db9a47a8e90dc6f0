"""Who uses this page."""

from data.identity.principal import Principal, Role, Sensitivity


def person() -> Principal:
    """Who asks; on a machine without accounts the one who sits at it."""
    return Principal(
        id="local",
        name="local operator",
        roles=frozenset({Role.COORDINATOR, Role.SECURITY_CELL, Role.AUDITOR}),
        clearance=Sensitivity.SEVERE,
    )
