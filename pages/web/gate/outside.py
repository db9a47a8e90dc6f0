"""What the gate answers on the addresses of signing in through a provider."""

import asyncio
import hmac
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from data.identity.errors import IdentityError
from pages.web.gate import paper
from pages.web.gate.keeper import Keeper
from pages.web.gate.letting import give_cookie
from pages.web.gate.rules import OIDC_BACK, OIDC_START, Asked

if TYPE_CHECKING:
    from pages.web.gate.provider import Provider

OWN = (OIDC_START, OIDC_BACK)
_BEGUN_FOR_S = 600


async def answer(keeper: Keeper, asked: Asked, request: Request) -> Response:
    """The answer on an address of signing in through a provider."""
    if keeper.provider is None:
        return HTMLResponse(paper.refused("No provider", "No provider is set here."), 404)
    if request.method != "GET":
        return Response(status_code=405)
    act = _begin if asked.path == OIDC_START else _finish
    try:
        return await asyncio.to_thread(act, keeper, keeper.provider, asked, request)
    except IdentityError as fault:
        keeper.register.refused(asked.place, "the provider did not confirm")
        return _said(paper.refused("Not signed in", str(fault)), 400)


def _begin(keeper: Keeper, provider: "Provider", asked: Asked, request: Request) -> Response:
    del keeper, request
    where, state = provider.begin(asked.origin + OIDC_BACK)
    response = RedirectResponse(where, 303)
    # the way back comes from another site, where a strict cookie is not sent along
    response.set_cookie(
        _word(asked), state, max_age=_BEGUN_FOR_S, path="/oidc", httponly=True, secure=asked.is_safe, samesite="lax"
    )
    return response


def _finish(keeper: Keeper, provider: "Provider", asked: Asked, request: Request) -> Response:
    state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
    begun = request.cookies.get(_word(asked), "")
    if not state or not hmac.compare_digest(begun.encode(), state.encode()):
        message = "This sign-in was begun in another browser, or too long ago. Begin again."
        raise IdentityError(message)
    account = keeper.register.accounts.known_as(provider.finish(state, code))
    if account is None or account.is_disabled:
        keeper.register.refused(asked.place, "known to the provider alone")
        sentence = "The provider knows you, but you have no account here. Ask an administrator for one."
        return _said(paper.refused("No account here", sentence), 403)
    # a page that leads on by itself: of a redirect from another site browsers would not send the cookie along
    response = _said(paper.onward("/"), 200)
    response.delete_cookie(_word(asked), path="/oidc")
    give_cookie(keeper, asked, response, keeper.register.let_in(account, origin=asked.place, how=provider.name))
    return response


def _word(asked: Asked) -> str:
    return f"{asked.cookie.removeprefix('__Host-')}-begun"


def _said(page: str, status: int) -> Response:
    return HTMLResponse(page, status, headers={"cache-control": "no-store"})
