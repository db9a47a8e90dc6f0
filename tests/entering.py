"""Coming in by the link that a started app prints, as a guest or as the first account."""

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

NAME, PASSPHRASE = "Mona Haddad", "seven herons cross the estuary"
HELD = {}
"""Address of an app -> the cookie by which the tests are in."""


def printed_link(log, wait_s=60):
    """The link that the app printed, once it has; nothing when it prints none in time."""
    ends = time.monotonic() + wait_s
    while time.monotonic() < ends:
        found = re.search(r"http\S+/enter\?key=\S+", log.read_text())
        if found:
            return found.group()
        if "Sign in at" in log.read_text():
            return ""
        time.sleep(0.1)
    return ""


def posted(url, path, headers=(), **form):
    """The answer to a form of the app: status, headers and text."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    kind = {"Origin": url, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(form), {**kind, **dict(headers)})
    answer = connection.getresponse()
    told = (answer.status, answer.headers, answer.read().decode())
    connection.close()
    return told


def cookie_of(url, headers):
    """The cookie of an answer, as a browser context takes it."""
    ((name, morsel),) = SimpleCookie(headers["Set-Cookie"]).items()
    return {"name": name, "value": morsel.value, "url": url, "httpOnly": True, "sameSite": "Strict"}


def enter(url, log, *, as_guest=True):
    """Come into an app that was just started, and hold its cookie for every browser context of its address."""
    link = printed_link(log)
    if not link:
        _, headers, _ = posted(url, "/sign-in", name=NAME, passphrase=PASSPHRASE)
    else:
        wish = {"choice": "demo"}
        if not as_guest:
            wish = {"choice": "set-up", "name": NAME, "passphrase": PASSPHRASE, "again": PASSPHRASE}
        _, headers, _ = posted(url, "/enter", key=link.partition("key=")[2], **wish)
    HELD[url] = cookie_of(url, headers)


def let_in(context, url):
    """Give a browser context the cookie of an app."""
    context.add_cookies([HELD[url]])
