"""What answers are kept by, so that nobody is given those worked out for who sees more."""

from data.identity.principal import Principal
from data.service.seen import sight_of


def key_of(operation: str, seq: int | str, who: Principal) -> str:
    """Operation, revision and what a person may see, by which answers are kept."""
    sight = sight_of(who)
    return f"{operation}@{seq}~{sight}" if sight else f"{operation}@{seq}"
