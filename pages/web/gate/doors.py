"""What the gate answers on its own addresses: entrance, signing in, signing out."""

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from data.errors import StoreError
from data.identity.account import Session
from data.identity.errors import IdentityError, TooManyTries
from pages.web.gate import keys, paper
from pages.web.gate.keeper import Keeper
from pages.web.gate.letting import give_cookie
from pages.web.gate.paper import Form
from pages.web.gate.rules import ENTRANCE, SIGN_IN, SIGN_OUT, Asked, way_back

OWN = (ENTRANCE, SIGN_IN, SIGN_OUT)
_FORM_BYTES = 8192
Door = Callable[[Keeper, Asked, Form], Response]
_UNLIKE = "The two passphrases are not the same; type them again."


async def answer(keeper: Keeper, asked: Asked, request: Request, session: Session | None) -> Response:
    """The answer on an address of the gate."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return Response(status_code=405)
    if request.method == "POST":
        if not asked.is_ours:
            return _said(
                paper.refused("Not from here", "This was sent by a page that is not ours. Nothing was done."), 403
            )
        form = await _form(request)
        if form is None:
            return _said(paper.refused("Too much", "More was sent than a form holds. Nothing was done."), 413)
        return await asyncio.to_thread(_answered, lambda: _posted(keeper, asked, form, session))
    return await asyncio.to_thread(_answered, lambda: _shown(keeper, asked, request, session))


def _answered(answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except StoreError as fault:
        return _said(paper.refused("Not now", str(fault)), 503)


def let_in(keeper: Keeper, asked: Asked, token: str, to: str) -> Response:
    """The answer to somebody who may come in: their cookie, and the way on."""
    response = RedirectResponse(to, 303)
    give_cookie(keeper, asked, response, token)
    return response


def _shown(keeper: Keeper, asked: Asked, request: Request, session: Session | None) -> Response:
    query = request.query_params
    if asked.path == SIGN_OUT:
        return _said(paper.sign_out(session.account.name)) if session else RedirectResponse(SIGN_IN, 303)
    if asked.path == SIGN_IN:
        return _sign_in_shown(keeper, way_back(query.get("to", "/")), paper.SAID.get(query.get("said", ""), ""))
    if invite := query.get("invite"):
        return _invited(keeper, invite)
    if not keeper.opens(key := query.get("key", "")):
        return (
            RedirectResponse(SIGN_IN, 303)
            if keeper.register.accounts.are_there()
            else _said(paper.no_key(asked.origin))
        )
    return _said(paper.set_up(key) if query.get("step") == "set-up" else paper.entrance(key))


def _sign_in_shown(keeper: Keeper, to: str, said: str) -> Response:
    if not keeper.register.accounts.are_there():
        return RedirectResponse(ENTRANCE, 303)
    return _said(paper.sign_in(to, said=said, provider=keeper.provider.name if keeper.provider else ""))


def _invited(keeper: Keeper, invite: str) -> Response:
    account = keeper.register.accounts.invited(invite)
    return _said(paper.invited(invite, account.name)) if account else _said(paper.void_link(), 403)


def _posted(keeper: Keeper, asked: Asked, form: Form, session: Session | None) -> Response:
    if asked.path == SIGN_OUT:
        return _signed_out(keeper, asked, session)
    if asked.path == SIGN_IN:
        return _signed_in(keeper, asked, form)
    choices: dict[str, Door] = {"accept": _accepted}
    if keeper.opens(form.get("key", "")):
        choices |= {"demo": _guest, "set-up": _set_up}
    chosen = choices.get(form.get("choice", ""))
    return chosen(keeper, asked, form) if chosen else _said(paper.no_key(asked.origin), 403)


def _signed_in(keeper: Keeper, asked: Asked, form: Form) -> Response:
    name, to = form.get("name", ""), way_back(form.get("to", "/"))
    try:
        account = keeper.register.known(name, form.get("passphrase", ""), origin=asked.place)
        keys.open_for(keeper.register, account, form.get("passphrase", ""))
    except TooManyTries as fault:
        page = paper.sign_in(to, name=name, said=str(fault), is_bad=True)
        return _said(page, 429, {"retry-after": str(int(fault.wait_s) + 1)})
    except IdentityError as fault:
        return _said(paper.sign_in(to, name=name, said=str(fault), is_bad=True), 401)
    return let_in(keeper, asked, keeper.register.let_in(account, origin=asked.place), to)


def _signed_out(keeper: Keeper, asked: Asked, session: Session | None) -> Response:
    if session:
        keeper.register.sign_out(session)
    response = RedirectResponse(f"{SIGN_IN}?said=out", 303)
    response.delete_cookie(asked.cookie, secure=asked.is_safe, httponly=True, samesite="strict")
    return response


def _guest(keeper: Keeper, asked: Asked, form: Form) -> Response:
    del form
    return let_in(keeper, asked, keeper.register.let_guest_in(origin=asked.place), "/")


def _set_up(keeper: Keeper, asked: Asked, form: Form) -> Response:
    name, passphrase = form.get("name", ""), form.get("passphrase", "")
    try:
        if passphrase != form.get("again", ""):
            raise IdentityError(_UNLIKE)  # noqa: TRY301 - shown where the others are
        account = keeper.register.set_up(name, passphrase)
    except IdentityError as fault:
        return _said(paper.set_up(form["key"], name, str(fault)), 422)
    keys.seal_for(keeper.register, account, passphrase)
    return let_in(keeper, asked, keeper.register.let_in(account, origin=asked.place), "/")


def _accepted(keeper: Keeper, asked: Asked, form: Form) -> Response:
    invite, passphrase = form.get("invite", ""), form.get("passphrase", "")
    account = keeper.register.accounts.invited(invite)
    if account is None:
        return _said(paper.void_link(), 403)
    try:
        if passphrase != form.get("again", ""):
            raise IdentityError(_UNLIKE)  # noqa: TRY301 - shown where the others are
        keys.require_open(keeper.register)
        account = keeper.register.accept(invite, passphrase)
    except IdentityError as fault:
        return _said(paper.invited(invite, account.name, str(fault)), 422)
    keys.seal_for(keeper.register, account, passphrase)
    return let_in(keeper, asked, keeper.register.let_in(account, origin=asked.place), "/")


async def _form(request: Request) -> Form | None:
    """What was filled in; None when it is more than any form of ours holds."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _FORM_BYTES:
            return None
    read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=16)
    return {name: values[0] for name, values in read.items()}


def _said(page: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return HTMLResponse(page, status, headers={"cache-control": "no-store", **(headers or {})})
