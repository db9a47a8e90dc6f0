"""How the gate begins: what it asks of Streamlit, and the link it prints."""

import sys
import webbrowser
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config

from pages.web.gate.keeper import Keeper
from pages.web.gate.rules import ENTRANCE, SESSION_HEADER


def prepare() -> None:
    """Have Streamlit tell sessions apart by the gate's word, so that nobody takes over somebody else's page."""
    config.set_option("server.trustedUserHeaders", {SESSION_HEADER.decode(): "session"})


def announce(keeper: Keeper) -> None:
    """Print where to come in, and open a browser there when there is a display."""
    address = _address(keeper)
    is_new = not keeper.register.accounts.are_there()
    link = f"{address}{ENTRANCE}?key={keeper.key}" if is_new else address
    what = "Open this link" if is_new else "Sign in at"
    sys.stdout.write(f"\nPassage is ready. {what}:\n\n    {link}\n\n")
    sys.stdout.flush()
    if not st.get_option("server.headless"):
        webbrowser.open(link)


def is_known_host(host: str) -> bool:
    """Whether this is a name browsers may call this server by; any other is a trick with names.

    Behind a proxy and on this machine alike the names are those of `server.allowedHosts`.
    """
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port
    except ValueError:
        return False
    del port
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    return (
        bare and name is not None and name.rstrip(".") in {one.lower() for one in st.get_option("server.allowedHosts")}
    )


def _address(keeper: Keeper) -> str:
    port = st.get_option("server.port")
    if keeper.told.is_behind_proxy:
        return f"https://{st.get_option('server.allowedHosts')[0]}"
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("server.address") or "127.0.0.1"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
