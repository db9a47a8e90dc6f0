"""The shelf of this installation: a folder of encrypted files, or the server named by PASSAGE_DATABASE_URL."""

from pathlib import Path
from threading import Lock

from data.errors import StoreError
from data.identity.medium import FILE, in_file
from data.identity.slots import Slots
from data.settings import settings
from data.store import postgres
from data.store.folder import ENDING, FolderShelf
from data.store.key_file import key_in, made_key_in
from data.store.keys import Key
from data.store.server import ServerShelf
from data.store.shelf import Shelf
from pages.web.home import data_folder

_LOCK = Lock()
_SHELVES: dict[tuple[str, str], Shelf] = {}
_HELD: dict[tuple[str, str], Key] = {}


def shelf() -> Shelf:
    """The shelf operations are on; opened once for all sessions.

    Raises
    ------
    StoreError
        When its key is not there, or it cannot be opened.
    """
    where = _where()
    with _LOCK:
        if where not in _SHELVES:
            _SHELVES[where] = _server(where[1]) if where[1] else _folder(where, _key())
        return _SHELVES[where]


def unlock(key: Key) -> Shelf:
    """The shelf, its files opened with this key, for all who ask from now on.

    Raises
    ------
    StoreError
        When it is open under another key already.
    """
    where = _where()
    with _LOCK:
        if where not in _SHELVES:
            _SHELVES[where] = _server(where[1]) if where[1] else _folder(where, key)
        elif _HELD.get(where, key) != key:
            msg = "The operations are open under another key. Nothing was changed; restart the app, then sign in again."
            raise StoreError(msg)
        return _SHELVES[where]


def lock() -> None:
    """Close the shelf, and forget its key."""
    with _LOCK:
        known = _SHELVES.pop(_where(), None)
        _HELD.pop(_where(), None)
    if known is not None:
        known.close()


def is_locked() -> bool:
    """Whether the key is not at hand: sealed under passphrases, or lost with operations encrypted under it."""
    where = _where()
    if where[1] or where in _SHELVES or key_path().exists():
        return False
    return _has_a_key_elsewhere()


def is_in_use() -> bool:
    """Whether the operations are open already; asking makes no key and opens nothing."""
    with _LOCK:
        return _where() in _SHELVES


def names_at_hand() -> tuple[str, ...]:
    """Names of the operations as far as they can be told without opening anything; locked ones among them."""
    where = _where()
    with _LOCK:
        known = _SHELVES.get(where)
    if where[1]:
        return known.names() if known else ()
    return tuple(sorted(path.stem for path in operations_folder().glob(f"*{ENDING}")))


def takes_saves() -> bool | None:
    """Whether the database server takes saves; None when it does not answer."""
    try:
        kept = shelf()
        return kept.takes_saves() if isinstance(kept, ServerShelf) else True
    except StoreError:
        return None


def held() -> Key | None:
    """The key that is held in memory; none while the operations are locked, or on a server."""
    with _LOCK:
        return _HELD.get(_where())


def operations_folder() -> Path:
    """Where operations of this machine are kept."""
    return data_folder() / "operations"


def key_path() -> Path:
    """The file of the key while nobody has a passphrase: named by PASSAGE_KEY_FILE, else `key` among the data."""
    return (settings().key_file or data_folder() / "key").expanduser()


def _where() -> tuple[str, str]:
    url = settings().database_url
    return str(data_folder()), url.get_secret_value() if url else ""


def _server(url: str) -> ServerShelf:
    return ServerShelf(postgres.engine_for(url))


def _folder(where: tuple[str, str], key: Key) -> FolderShelf:
    _HELD[where] = key
    return FolderShelf(operations_folder(), key)


def _key() -> Key:
    """The key of the folder; made at the first start, never where there is another already."""
    path = key_path()
    if not path.exists() and _has_a_key_elsewhere():
        msg = "The operations are locked: their key is not on this machine. Sign in, or restore the key from a copy."
        raise StoreError(msg)
    return key_in(path) if path.exists() else made_key_in(path)


def _has_a_key_elsewhere() -> bool:
    """Whether something is encrypted under a key already, or one is sealed for what will be."""
    if any(operations_folder().glob(f"*{ENDING}")):
        return True
    if not (data_folder() / FILE).exists():
        return False
    people = in_file(data_folder())
    try:
        return Slots(people).are_there()
    finally:
        people.close()
