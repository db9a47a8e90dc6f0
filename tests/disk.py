"""A disk that remembers what was written and not yet synced, below the SQLite of the product itself.

SQLite asks its operating system through a table of functions. Here the calls that change files are led past a
`Disk`, which notes them, and which can refuse them. From its notes come images of what a disk may hold after the
power was lost: every write since the last sync kept, lost, torn at a sector or turned into garbage, each by chance;
new files without a sync gone; removed ones back.
"""

import ctypes
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import _sqlite3

SECTOR = 512
OK, FULL, IOERR_WRITE = 0, 13, 778
_NAME = b"noted"
_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, _P, _I)
_CLOSE = ctypes.CFUNCTYPE(_I, _P)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class _Methods(ctypes.Structure):
    """What SQLite calls on a file; 13 more that are passed on as they are."""

    _fields_ = (
        ("version", _I),
        ("close", _CLOSE),
        ("read", _P),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", _P * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


class _System(ctypes.Structure):
    """What SQLite calls to reach files; 14 more that are passed on as they are."""

    _fields_ = (
        ("version", _I),
        ("file_bytes", _I),
        ("longest_path", _I),
        ("next", _P),
        ("name", ctypes.c_char_p),
        ("data", _P),
        ("open", _OPEN),
        ("delete", _DELETE),
        ("others", _P * 14),
    )


@dataclass(slots=True)
class Noted:
    """A file: what is surely on the disk, and what was asked of it since its last sync."""

    synced: bytes = b""
    asked: tuple = ()
    is_named: bool = False

    def now(self):
        return applied(self.synced, self.asked)


@dataclass(slots=True)
class Moment:
    """Everything the disk knew when the power was lost, and how much had been confirmed by then."""

    files: dict
    removed: dict
    confirmed: object


@dataclass
class Disk:
    """Files of one folder. `keeps` says of the number of an event whether it is one to lose power at.

    `refuses` says with which code of SQLite the event of a number fails; 0 where it does not.
    """

    keeps: object = lambda _: False
    refuses: object = lambda _: OK
    confirmed: object = None
    files: dict = field(default_factory=dict)
    removed: dict = field(default_factory=dict)
    events: int = 0
    moments: list = field(default_factory=list)

    def happens(self):
        self.events += 1
        if self.keeps(self.events):
            files = {name: Noted(file.synced, file.asked, file.is_named) for name, file in self.files.items()}
            self.moments.append(Moment(files, dict(self.removed), self.confirmed))
        return self.refuses(self.events)

    def opened(self, path):
        name = Path(path).name
        if name.endswith("-shm"):
            return None
        there = Path(path).read_bytes() if Path(path).exists() else None
        return self.files.setdefault(name, Noted(there or b"", is_named=there is not None))

    def asked(self, file, *what):
        file.asked += (what,)
        return self.happens()

    def sync(self, file):
        if code := self.happens():
            return code
        file.synced, file.asked = file.now(), ()
        if not file.is_named:
            # SQLite syncs the folder of a new journal with its first sync
            file.is_named = True
            self.removed.clear()
        return self.happens()

    def delete(self, path, *, syncs_folder):
        file = self.files.pop(Path(path).name, None)
        if file is not None and file.is_named:
            self.removed.setdefault(Path(path).name, file)
        code = self.happens()
        if syncs_folder:
            self.removed.clear()
        return code or self.happens()


def applied(content, asked):
    """A file once all this was done to it."""
    kept = bytearray(content)
    for at, data in asked:
        if data is None:
            del kept[at:]
            continue
        kept.extend(bytes(max(0, at - len(kept))))
        kept[at : at + len(data)] = data
    return bytes(kept)


def image(moment, chance, mode, folder):
    """Lay down what may be on the disk.

    That is `all` that was asked, `none` that was not synced, all but that what begins a file is `spoilt`, or what
    `chance` will.
    """
    for name in {*moment.files, *moment.removed}:
        back = name in moment.removed and (mode == "none" or (mode == "chance" and chance.random() < 0.5))
        file = moment.removed[name] if back or name not in moment.files else moment.files[name]
        is_gone = name not in moment.files and not back
        is_lost = not file.is_named and (mode == "none" or (mode == "chance" and chance.random() < 0.3))
        if not is_gone and not is_lost:
            kept = _KEPT[mode](file.asked, chance)
            (folder / name).write_bytes(applied(file.synced, kept))


def _spoilt(asked, chance):
    for at, data in asked:
        yield at, chance.randbytes(len(data)) if at == 0 and data is not None else data


def _by_chance(asked, chance):
    for at, data in asked:
        fate = chance.random()
        if fate < 0.45:
            yield at, data
        elif fate < 0.6 and data is not None and len(data) > SECTOR:
            cut = SECTOR * chance.randrange(1, -(-len(data) // SECTOR))
            yield (at, data[:cut]) if chance.random() < 0.7 else (at + cut, data[cut:])
        elif fate < 0.65 and data is not None:
            yield at, chance.randbytes(len(data))


_KEPT = {
    "all": lambda asked, _: asked,
    "none": lambda *_: (),
    "spoilt": _spoilt,
    "chance": _by_chance,
}


@contextmanager
def under(disk):
    """While the block runs, everything the SQLite of the product opens anew lies on this disk."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_System)
    library.sqlite3_vfs_find.argtypes = (ctypes.c_char_p,)
    system = library.sqlite3_vfs_find(None)
    # called by SQLite as long as any file is open: they must live beyond the block, like what they hold
    layer = _Layer(disk, system)
    _ALIVE.append(layer)
    library.sqlite3_vfs_register(ctypes.byref(layer.own), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(layer.own))
        library.sqlite3_vfs_register(system, 1)


_ALIVE = []


class _Layer:
    """The functions that stand between SQLite and its operating system."""

    def __init__(self, disk, system):
        self.disk, self.system, self.noted, self.methods = disk, system, {}, {}
        self.own = _System.from_buffer_copy(system.contents)
        self.own.name = _NAME
        self.own.open, self.own.delete = _OPEN(self.open), _DELETE(self.delete)

    def open(self, _, path, file, flags, out):
        code = self.system.contents.open(self.system, path, file, flags, out)
        if code == OK and path:
            noted = self.disk.opened(ctypes.string_at(path).decode())
            if noted is not None:
                self.noted[file] = noted
                head = ctypes.cast(file, ctypes.POINTER(_File)).contents
                head.methods = ctypes.pointer(self.between(head.methods))
        return code

    def delete(self, _, path, syncs_folder):
        code = self.system.contents.delete(self.system, path, syncs_folder)
        if code != OK:
            return code
        return self.disk.delete(ctypes.string_at(path).decode(), syncs_folder=bool(syncs_folder))

    def between(self, theirs):
        """The functions of a file, those that change it led past the disk."""
        key = ctypes.addressof(theirs.contents)
        if key not in self.methods:
            own, their = _Methods.from_buffer_copy(theirs.contents), theirs.contents

            def close(file):
                self.noted.pop(file, None)
                return their.close(file)

            def write(file, data, count, at):
                code = self.disk.asked(self.noted[file], at, ctypes.string_at(data, count))
                return code or their.write(file, data, count, at)

            def truncate(file, size):
                return self.disk.asked(self.noted[file], size, None) or their.truncate(file, size)

            def sync(file, flags):
                return self.disk.sync(self.noted[file]) or their.sync(file, flags)

            own.close, own.write, own.truncate, own.sync = (
                _CLOSE(close),
                _WRITE(write),
                _TRUNCATE(truncate),
                _SYNC(sync),
            )
            self.methods[key] = own
        return self.methods[key]
