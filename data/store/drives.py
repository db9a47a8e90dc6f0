"""Where a file lies: on a disk of this machine, or over a network, where its locks do not hold."""

import re
from pathlib import Path

from data.errors import StoreError

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux tells what lies where; elsewhere nothing is known, and nothing is refused."""

OVER_A_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs", "fuse.sshfs")
) | frozenset(("fuse.glusterfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.ceph"))

_MOUNT = re.compile(r"^\d+ \d+ \S+ \S+ (?P<point>\S+) .*? - (?P<kind>\S+) ", re.MULTILINE)


def kind_of_drive(folder: Path, mounts: str) -> str:
    """Kind of the file system a folder lies on, by what Linux tells of its mounts; empty when it tells nothing."""
    deepest, kind = -1, ""
    for mount in _MOUNT.finditer(mounts):
        point = Path(mount["point"].encode().decode("unicode_escape"))
        if folder.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), mount["kind"]
    return kind


def require_own_disk(folder: Path) -> None:
    """Refuse a folder on a network drive.

    Raises
    ------
    StoreError
        When it is on one.
    """
    try:
        kind = kind_of_drive(folder.resolve(), MOUNTS.read_text(encoding="utf-8"))
    except OSError:
        return
    if kind in OVER_A_NETWORK:
        msg = (
            f"{folder} is on a network drive ({kind}), where two programs can write over each other unseen. "
            "Name a folder on a disk of this machine, or keep operations on a database server."
        )
        raise StoreError(msg)
