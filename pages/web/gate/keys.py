"""The key of the operations, as people come and go: sealed with the first account, opened by whoever signs in."""

from data.errors import StoreError
from data.identity.account import Account, Session
from data.identity.errors import IdentityError
from data.identity.register import Register
from data.settings import settings
from data.store.key_file import destroy
from data.store.keys import Key
from pages.web import shelf


def begin(register: Register) -> None:
    """Settle what is left of an earlier run: where the key is sealed, nobody is signed in until somebody opens it."""
    if not register.slots.are_there():
        return
    if _lies_open():
        destroy(shelf.key_path())
    if settings().key_file is None:
        register.sessions.end_all()


def require_open(register: Register) -> None:
    """Refuse to let somebody in for the first time while nobody can hand them the key.

    Raises
    ------
    IdentityError
        When somebody else has to sign in first.
    """
    if _is_sealing() and _held(register) is None:
        msg = "The operations are locked since the app was started. Ask somebody to sign in first, then try again."
        raise IdentityError(msg)


def open_for(register: Register, account: Account, passphrase: str) -> None:
    """Open the operations for somebody whose passphrase was right, and seal the key for them where it is not yet.

    Raises
    ------
    StoreError
        When their own slot is damaged and nobody else has opened the operations.
    """
    if not _is_sealing():
        return
    try:
        key = register.slots.open(account.id, passphrase)
    except StoreError:
        if _held(register) is None:
            raise
        key = None
    if key is None:
        seal_for(register, account, passphrase)
    else:
        shelf.unlock(key)


def seal_for(register: Register, account: Account, passphrase: str) -> None:
    """Seal the key for an account; once it is sealed it lies open nowhere."""
    key = _held(register) if _is_sealing() else None
    if key is None:
        return
    register.slots.put(account.id, key, passphrase)
    if _lies_open():
        destroy(shelf.key_path())


def change_passphrase(register: Register, session: Session, said: tuple[str, str], *, origin: str) -> None:
    """Let somebody have another passphrase, given the one they had, and seal the key under it.

    Raises
    ------
    IdentityError
        When the old one is not theirs, or the new one will not do.
    StoreError
        When the operations are locked, so that the key cannot be sealed anew.
    """
    key = _held(register) if _is_sealing() else None
    if key is None and _is_sealing():
        msg = "The operations are locked; sign out and in again, then change your passphrase."
        raise StoreError(msg)
    register.change_passphrase(session, said, key, origin=origin)


def lock(register: Register) -> None:
    """Forget the key and end all sessions; until somebody signs in nothing can be read.

    Raises
    ------
    StoreError
        When there is no passphrase yet that could open it again.
    """
    if not register.slots.are_there():
        msg = "There is no account yet whose passphrase opens the operations again; set this machine up first."
        raise StoreError(msg)
    shelf.lock()
    register.sessions.end_all()


def _held(register: Register) -> Key | None:
    if shelf.held() is None and (settings().key_file is not None or not register.slots.are_there()):
        shelf.shelf()
    return shelf.held()


def _is_sealing() -> bool:
    return settings().database_url is None


def _lies_open() -> bool:
    return settings().key_file is None and shelf.key_path().exists()
