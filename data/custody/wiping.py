"""Wiping: what opens the operations of this machine is destroyed, so that nothing of them can be read again."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from data.custody.signing import Signer
from data.errors import StoreError

_PIECE = 1 << 20
_NOTED = "wiped.log"


def destroy(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files that were there and are destroyed: written over, then removed.

    Raises
    ------
    StoreError
        When one is still there; all others are destroyed all the same.
    """
    present = [path for path in paths if path.exists()]
    faults = [fault for path in present if (fault := _destroyed(path))]
    if faults:
        msg = f"Not everything is wiped: {faults[0]}. Destroy the disk, or remove the file by hand."
        raise StoreError(msg)
    return tuple(present)


def note_wiped(folder: Path, signer: Signer, by: str, at: datetime) -> None:
    """Keep in a folder, as a line signed by the installation that ends with it, who wiped a machine and when."""
    said = {"at": at.isoformat(), "by": by, "wiped": signer.sign}
    signature = signer.signed(json.dumps(said, sort_keys=True).encode())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / _NOTED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps({**said, "public": signer.public.hex(), "signature": signature.hex()}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _destroyed(path: Path) -> str | None:
    try:
        with path.open("r+b") as file:
            for start in range(0, path.stat().st_size, _PIECE):
                file.seek(start)
                file.write(os.urandom(_PIECE)[: path.stat().st_size - start])
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # what cannot be written over can still be removed
        pass
    try:
        path.unlink()
    except OSError as fault:
        return f"{path.name} cannot be removed ({fault.strerror})"
    return None
