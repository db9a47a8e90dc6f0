"""The cookie of somebody who may come in."""

from starlette.responses import Response

from pages.web.gate.keeper import Keeper
from pages.web.gate.rules import Asked


def give_cookie(keeper: Keeper, asked: Asked, response: Response, token: str) -> None:
    """Put the cookie on an answer; no script can read it, and no other site can have it sent."""
    age_s = int(keeper.told.limits.whole.total_seconds())
    response.set_cookie(asked.cookie, token, max_age=age_s, httponly=True, secure=asked.is_safe, samesite="strict")
