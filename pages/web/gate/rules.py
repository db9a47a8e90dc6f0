"""What the gate decides from a request alone: whether it is for us, where it wants to go, who sent it."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

OWN_HEADERS = b"x-passage-"
SESSION_HEADER = b"x-passage-session"
"""What tells a page run whose it is; set by the gate alone."""

ENTRANCE, SIGN_IN, SIGN_OUT, HEALTH = "/enter", "/sign-in", "/sign-out", "/healthz"
OIDC_START, OIDC_BACK = "/oidc/start", "/oidc/callback"
OPEN_FILES = frozenset(
    {
        "/browser/gate.css",
        "/browser/icon.png",
        "/vendor/fonts/noto-sans.woff2",
        "/vendor/fonts/noto-sans-ext.woff2",
        "/vendor/fonts/noto-sans-arabic.woff2",
    }
)
"""What the pages of the gate themselves need."""

_NO_PAGES = (
    "/_stcore",
    "/app",
    "/auth",
    "/browser",
    "/component",
    "/ground",
    "/media",
    "/names",
    "/oauth2callback",
    "/oidc",
    "/roads",
    "/static",
    "/vendor",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the gate sees it; of a header that comes twice, none is believed."""

    scope: "dict[str, object]"
    headers: dict[str, str]
    is_behind_proxy: bool

    @property
    def path(self) -> str:
        """Where it wants to go."""
        return str(self.scope["path"])

    @property
    def host(self) -> str:
        """Host and port it was sent to."""
        return self.headers.get("host", "")

    @property
    def is_safe(self) -> bool:
        """Whether it comes over TLS."""
        return self.is_behind_proxy or self.scope.get("scheme") in {"https", "wss"}

    @property
    def origin(self) -> str:
        """What pages of ours name as where they come from."""
        return f"{'https' if self.is_safe else 'http'}://{self.host}"

    @property
    def is_ours(self) -> bool:
        """Whether a page of ours sent it, by the word of the browser."""
        return self.headers.get("origin") == self.origin

    @property
    def cookie(self) -> str:
        """Name of our cookie; browsers share cookies among all ports of a host."""
        return "__Host-passage" if self.is_safe else f"passage-{urlsplit(f'//{self.host}').port or 80}"

    @property
    def token(self) -> str:
        """What the browser holds of us; nothing when it holds none."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(self.headers.get("cookie", ""))
        except CookieError:
            return ""
        found = jar.get(self.cookie)
        return found.value if found else ""

    @property
    def place(self) -> str:
        """Where it comes from, for the record and for counting tries."""
        client = self.scope.get("client")
        return str(client[0]) if isinstance(client, (tuple, list)) and client else "unknown"


def asked(scope: "dict[str, object]", *, is_behind_proxy: bool) -> Asked:
    """A request as the gate sees it."""
    headers: dict[str, str] = {}
    raw = scope["headers"]
    assert isinstance(raw, (list, tuple))  # noqa: S101 - as the protocol has it
    for name, value in raw:
        known = name.decode("latin-1").lower()
        joined = known == "cookie" and known in headers
        twice = known in headers and not joined
        text = value.decode("latin-1")
        headers[known] = "" if twice else f"{headers[known]}; {text}" if joined else text
    return Asked(scope, headers, is_behind_proxy)


def is_page(path: str) -> bool:
    """Whether a person may have typed this address, so that leading them to the entrance is kinder than a refusal.

    >>> is_page("/routes"), is_page("/_stcore/health"), is_page("/robots.txt")
    (True, False, False)
    """
    inner = "/_stcore" in path or any(path == one or path.startswith(f"{one}/") for one in _NO_PAGES)
    return not inner and "." not in path.rsplit("/", 1)[-1]


def way_back(to: str) -> str:
    """Where to go after signing in: an address of ours, or the first page.

    >>> way_back("/routes?op=demo"), way_back("//evil.example"), way_back("https://evil.example")
    ('/routes?op=demo', '/', '/')
    """
    parts = urlsplit(to)
    foreign = parts.scheme or parts.netloc or not to.startswith("/") or to.startswith("//")
    odd = "\\" in to or any(ord(sign) <= 32 or ord(sign) == 127 for sign in to)  # noqa: PLR2004 - signs that cannot be seen
    return "/" if foreign or odd or not is_page(parts.path) else to


def to_sign_in(path: str, query: str) -> str:
    """The address of signing in, from where one comes back to what was asked for."""
    wanted = way_back(f"{path}?{query}" if query else path)
    return SIGN_IN if wanted == "/" else f"{SIGN_IN}?to={quote(wanted, safe='')}"
