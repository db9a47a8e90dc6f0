"""The only words a line of the log or a figure may hold; a name, a place or a time of an operation has no word here."""

from enum import StrEnum


class Event(StrEnum):
    """What happened."""

    STARTED = "app.started"
    DOUBTED = "start.doubted"
    PAGE_FAILED = "page.failed"
    PAGE_REFUSED = "page.refused"
    WORK_FAILED = "work.failed"
    REQUEST = "request"
    LIBRARY = "library.said"
    WROTE = "library.wrote"


class Route(StrEnum):
    """What kind of address was asked for; the address itself is never kept, it holds ids and questions."""

    PAGE = "page"
    SOCKET = "socket"
    MEDIA = "media"
    UPLOAD = "upload"
    FILES = "files"
    MAPS = "maps"
    HEALTH = "health"
    GATE = "gate"
    OTHER = "other"


class Method(StrEnum):
    """How it was asked."""

    GET = "GET"
    HEAD = "HEAD"
    POST = "POST"
    PUT = "PUT"
    DELETE = "DELETE"
    OPTIONS = "OPTIONS"
    OTHER = "OTHER"


class Check(StrEnum):
    """What is looked at to say whether the app can be relied on."""

    STORE = "store"
    KEY = "key"
    DISK = "disk"
    CLOCK = "clock"
    ZONES = "time zones"
    DATABASE = "database"
    MARKS = "marks"
    BACKUP = "backup"


class State(StrEnum):
    """How a check ended."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"
    UNKNOWN = "unknown"


_FOLDERS = {
    "/_stcore/stream": Route.SOCKET,
    "/_stcore/upload_file": Route.UPLOAD,
    "/_stcore/health": Route.HEALTH,
    "/healthz": Route.HEALTH,
    "/readyz": Route.HEALTH,
    "/media": Route.MEDIA,
    "/vendor": Route.FILES,
    "/browser": Route.FILES,
    "/static": Route.FILES,
    "/component": Route.FILES,
    "/roads": Route.MAPS,
    "/ground": Route.MAPS,
    "/names": Route.MAPS,
    "/enter": Route.GATE,
    "/sign-in": Route.GATE,
    "/sign-out": Route.GATE,
    "/set-up": Route.GATE,
    "/oidc": Route.GATE,
    "/_stcore": Route.OTHER,
}


def route_of(path: str) -> Route:
    """Kind of an address, by how it begins; what does not begin like anything of ours is a page.

    Below the address of a page Streamlit asks for its own services first.

    >>> route_of("/convoy"), route_of("/convoy/_stcore/stream"), route_of("/media/3f9a.pdf")
    (<Route.PAGE: 'page'>, <Route.SOCKET: 'socket'>, <Route.MEDIA: 'media'>)
    """
    start = path.find("/_stcore")
    own = path[start:] if start > 0 else path
    for folder, route in _FOLDERS.items():
        if own == folder or own.startswith(folder + "/"):
            return route
    return Route.PAGE


def method_of(method: str) -> Method:
    """The method of a request, as one of the few there are."""
    return Method(method) if method in Method.__members__ else Method.OTHER
