"""The few pages of the gate, as plain HTML that needs no script."""

from collections.abc import Mapping
from html import escape

from data.identity.passphrases import FEWEST, MOST
from pages.web.gate.rules import ENTRANCE, OIDC_START, SIGN_IN, SIGN_OUT

SAID = {
    "out": "You are signed out.",
    "over": "Your session is over. Sign in again; drafts on this screen that were not saved are gone.",
}
"""What signing in can say first, by the word in its address."""


def page(title: str, body: str, *, said: str = "", is_bad: bool = False) -> str:
    """A page of the gate; what is `said` stands above everything else."""
    kind = ' class="said bad" role="alert"' if is_bad else ' class="said" role="status"'
    news = f"<p{kind}>{escape(said)}</p>" if said else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Passage</title>"
        '<link rel="icon" href="/browser/icon.png"><link rel="stylesheet" href="/browser/gate.css"></head>'
        f'<body><main><p class="brand">Passage</p><h1>{escape(title)}</h1>{news}{body}'
        '<p class="foot">Everything stays on this machine.</p></main></body></html>'
    )


def no_key(origin: str) -> str:
    """Where somebody stands who came without the printed link."""
    body = (
        "<p>This machine has not been set up yet. Where Passage was started, a link was printed; open it in this "
        f"browser. It looks like this:</p><p><code>{escape(origin)}{ENTRANCE}?key=…</code></p>"
        "<p>The link changes with every start.</p>"
    )
    return page("Open the printed link", body)


def entrance(key: str) -> str:
    """The two choices of a machine that has not been set up."""
    body = (
        "<section><h2>Look at the demo operation</h2>"
        "<p>An invented operation with everything in it. Each press lets in one more guest, so that several people can "
        "try it side by side.</p>"
        f'<form method="post" action="{ENTRANCE}">{_hidden(key=key, choice="demo")}'
        "<button>Look at the demo operation</button></form></section>"
        "<section><h2>Set up this machine</h2>"
        "<p>Make the first account. From then on only people with an account come in, and what is kept here is sealed "
        "under their passphrases.</p>"
        f'<a class="button calm" href="{ENTRANCE}?key={escape(key)}&amp;step=set-up">Set up this machine</a></section>'
    )
    return page("Welcome to Passage", body)


def set_up(key: str, name: str = "", fault: str = "") -> str:
    """The form for the first account."""
    body = (
        "<p>This account looks after the others and may do everything. Nobody can bring back a lost passphrase: keep a "
        "copy of it in a safe place.</p>"
        f'<form class="card" method="post" action="{ENTRANCE}">{_hidden(key=key, choice="set-up")}'
        f"{_name(name)}{_new_passphrase()}<button>Make the account and sign in</button></form>"
        f'<p><a href="{ENTRANCE}?key={escape(key)}">Back</a></p>'
    )
    return page("Set up this machine", body, said=fault, is_bad=True)


def invited(token: str, name: str, fault: str = "") -> str:
    """The form by which somebody chooses their first passphrase."""
    body = (
        f"<p>Welcome, <bdi>{escape(name)}</bdi>. Choose a passphrase; with your name it is how you sign in from "
        "now on. This link works once.</p>"
        f'<form class="card" method="post" action="{ENTRANCE}">{_hidden(invite=token, choice="accept", name=name)}'
        f"{_new_passphrase()}<button>Keep it and sign in</button></form>"
    )
    return page("Choose a passphrase", body, said=fault, is_bad=True)


def void_link() -> str:
    """What a link says that was used or is too old."""
    return page(
        "This link is void",
        "<p>It was used already, or is too old. Ask whoever sent it for a new one.</p>"
        f'<p><a href="{SIGN_IN}">Sign in</a></p>',
    )


def sign_in(to: str, *, name: str = "", said: str = "", is_bad: bool = False, provider: str = "") -> str:
    """The form for signing in."""
    back = _hidden(to=to) if to != "/" else ""
    body = (
        f'<form class="card" method="post" action="{SIGN_IN}">{back}{_name(name)}'
        '<label>Passphrase<input type="password" name="passphrase" autocomplete="current-password" '
        f'maxlength="{MOST}" required{" autofocus" if name else ""}></label>'
        "<button>Sign in</button></form>"
    )
    if provider:
        body += f'<p><a class="button calm" href="{OIDC_START}">Sign in with {escape(provider)}</a></p>'
    return page("Sign in", body, said=said, is_bad=is_bad)


def sign_out(name: str) -> str:
    """The question before signing out, for whoever typed the address."""
    body = (
        f"<p>You are signed in as <bdi>{escape(name)}</bdi>.</p>"
        f'<form method="post" action="{SIGN_OUT}"><button>Sign out</button></form>'
        '<p></p><p><a href="/">Back to the app</a></p>'
    )
    return page("Sign out?", body)


def refused(title: str, sentence: str) -> str:
    """A page that only says why not."""
    return page(title, f'<p><a href="{SIGN_IN}">Sign in</a></p>', said=sentence, is_bad=True)


def onward(to: str) -> str:
    """A page that leads on by itself: browsers then hold it for one of our own steps, and send our cookie along."""
    link = escape(to)
    return page("One moment", f'<p><a href="{link}">Go on</a></p>').replace(
        "<title>", f'<meta http-equiv="refresh" content="0; url={link}"><title>'
    )


def _hidden(**values: str) -> str:
    return "".join(f'<input type="hidden" name="{n}" value="{escape(v)}">' for n, v in values.items())


def _name(name: str) -> str:
    focus = "" if name else " autofocus"
    return (
        '<label>Name<input name="name" dir="auto" autocomplete="username" maxlength="80" spellcheck="false" '
        f'autocapitalize="words" value="{escape(name)}" required{focus}></label>'
    )


def _new_passphrase() -> str:
    kind = f'type="password" autocomplete="new-password" minlength="{FEWEST}" maxlength="{MOST}" required'
    return (
        f"<label>Passphrase<small>{FEWEST} characters or more; four or five words are easy to remember</small>"
        f'<input name="passphrase" {kind}></label><label>Passphrase once more<input name="again" {kind}></label>'
    )


Form = Mapping[str, str]
"""What was filled in."""
