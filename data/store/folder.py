"""FolderShelf: operations of this machine, each an encrypted file; one key opens them all."""

from pathlib import Path

from data.errors import StoreError
from data.model import Plan
from data.store.drives import require_own_disk
from data.store.keys import Key
from data.store.on_disk import clear_left, keep_own
from data.store.opened import Opened
from data.store.plan_store import PlanStore
from data.store.protocol import Clock, utc_now
from data.store.shelf import is_name, require_name
from data.store.sqlite import SqlitePlanStore
from data.store.sqlite_file import require_alone
from data.store.take_over import PLAIN, take_over
from data.store.whole import Whole

ENDING = ".passage"
_BESIDE = ("-wal", "-shm", "-journal")


class FolderShelf:
    """The operations in a folder; plain ones of older versions are encrypted when they are opened."""

    def __init__(self, folder: Path, key: Key, *, clock: Clock = utc_now) -> None:
        self._folder = folder.resolve()
        self._key = key
        self._clock = clock
        self._opened = Opened()
        require_own_disk(self._folder)
        keep_own(self._folder)
        clear_left(self._folder)

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def names(self) -> tuple[str, ...]:
        """Names of all operations, in order."""
        found = {path.stem for ending in (ENDING, PLAIN) for path in self._folder.glob(f"*{ending}")}
        return tuple(sorted(filter(is_name, found)))

    def exists(self, name: str) -> bool:
        """Whether there is an operation of this name."""
        return is_name(name) and (name in self._opened or self._file(name).exists() or self._plain(name).exists())

    def open(self, name: str) -> PlanStore:
        """The store of an operation; see `Shelf.open`."""
        require_name(name)
        return self._opened.get(name, lambda: self._open(name))

    def create(self, name: str, plan: Plan, *, reason: str, actor: str) -> PlanStore:
        """A new operation that holds this plan as its first save; see `Shelf.create`."""
        self._require_free(name)
        said = {"reason": reason, "actor": actor}
        return self._opened.get(
            name, lambda: SqlitePlanStore.create(self._file(name), plan, key=self._key, clock=self._clock, **said)
        )

    def lay_down(self, name: str, whole: Whole) -> PlanStore:
        """A new operation that holds all that was kept elsewhere; see `Shelf.lay_down`."""
        self._require_free(name)
        return self._opened.get(
            name, lambda: SqlitePlanStore.lay_down(self._file(name), whole, key=self._key, clock=self._clock)
        )

    def remove(self, name: str) -> None:
        """Destroy the file of an operation, and what was copied of it when its layout changed."""
        require_name(name)
        if not self.exists(name):
            msg = f"There is no operation {name}; nothing was removed."
            raise StoreError(msg)
        self._opened.let_go(name)
        for path, key in ((self._file(name), self._key), (self._plain(name), None)):
            if path.exists():
                require_alone(path, key)
        for path in (self._file(name), self._plain(name)):
            parts = [path, *(path.with_name(path.name + end) for end in _BESIDE)]
            for part in (*parts, *self._folder.glob(f"{path.name}.layout-*")):
                part.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of all operations."""
        self._opened.close()

    def _open(self, name: str) -> PlanStore:
        if self._plain(name).exists():
            take_over(self._plain(name), self._file(name), self._key)
        return SqlitePlanStore.open(self._file(name), key=self._key, clock=self._clock)

    def _require_free(self, name: str) -> None:
        require_name(name)
        if self.exists(name):
            msg = f"There is an operation {name} already; open it, or choose another name."
            raise StoreError(msg)
        self._make_folder()

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            msg = f"The folder {self._folder} cannot be made ({fault.strerror}); check free space and rights."
            raise StoreError(msg) from fault

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"

    def _plain(self, name: str) -> Path:
        return self._folder / f"{name}{PLAIN}"
