"""Errors at the door."""

from geo.errors import PassageError


class IdentityError(PassageError):
    """An account cannot be made or changed as was asked."""


class TooManyTries(IdentityError):
    """Somebody tried too often; `wait_s` is how long nothing more is looked at."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        minutes = max(1, round(wait_s / 60))
        super().__init__(f"Too many tries. Wait {minutes} min, then try again.")
