"""A parcel: a whole operation as one file, signed by the installation that wrote it, and sealed if asked.

First a line that says what it is, then one that says what it holds, then the content, at the end a
signature over all that came before: there is no byte that could be changed unnoticed.
"""

import base64
import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.custody.signing import SIGNATURE_BYTES, Signer, is_signed, sign_of
from data.errors import StoreError
from data.store.anchors import read_anchor
from data.store.deed import Deed, Did, KeptDeed, Trail
from data.store.keys import Cost, Key, stretched
from data.store.log import Entry, Stamp
from data.store.on_disk import write_new
from data.store.protocol import Act, Anchor, Op
from data.store.snapshot import Image
from data.store.whole import Told, Whole

FORMAT = 2
"""Since 2 a copy carries deeds; a copy of 1 is read as one without any."""
SUFFIX = ".passage-copy"
MOST_BYTES = 2_000_000_000
_FIRST = b"Passage operation, one file\n"
_LINE_BYTES = 8192
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is written on a parcel, for everybody to read: whose operation, how far its history goes, who packed it."""

    operation: str
    mark: Anchor
    made_at: datetime
    public: bytes
    network: str | None = None
    is_sealed: bool = False

    @property
    def origin(self) -> str:
        """The installation that packed it."""
        return sign_of(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel that was opened."""

    label: Label
    whole: Whole


def packed(whole: Whole, label: Label, signer: Signer, seal: str | Key | None = None) -> bytes:
    """A whole operation as the bytes of one file; with a passphrase or a key, sealed under it."""
    content = zlib.compress(json.dumps(_written(whole), separators=(",", ":")).encode(), 6)
    said, content = _sealed(content, seal)
    head = {
        "format": FORMAT,
        "operation": label.operation,
        "mark": str(label.mark),
        "made_at": label.made_at.isoformat(),
        "network": label.network,
        "public": signer.public.hex(),
        "seal": said,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    body = _FIRST + json.dumps(head, sort_keys=True).encode() + b"\n" + content
    return body + signer.signed(body)


def write_file(path: Path, content: bytes) -> None:
    """Write a new file that is there whole or not at all, also after a power loss.

    Raises
    ------
    StoreError
        When there is one of this name, or it cannot be written.
    """
    try:
        write_new(path, content)
    except FileExistsError as fault:
        msg = f"There is a file {path.name} already; choose another name, it is not overwritten."
        raise StoreError(msg) from fault
    except OSError as fault:
        msg = f"{path.name} cannot be written ({fault.strerror}); check free space and rights."
        raise StoreError(msg) from fault


def read_bytes(path: Path) -> bytes:
    """The bytes of a parcel.

    Raises
    ------
    StoreError
        When there is no such file, or it is larger than any parcel.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            msg = f"{path.name} is larger than any copy of an operation; choose another file."
            raise StoreError(msg)
        return path.read_bytes()
    except OSError as fault:
        msg = f"{path.name} cannot be read ({fault.strerror}); check the name."
        raise StoreError(msg) from fault


def label_of(content: bytes) -> Label:
    """What is written on a parcel, once its signature was checked.

    Raises
    ------
    StoreError
        When it is foreign, cut short, altered, or of a newer version.
    """
    return _label(_head(content))


def opened(content: bytes, seal: str | Key | None = None) -> Parcel:
    """A parcel, opened and checked.

    Raises
    ------
    StoreError
        When it is foreign, cut short, altered, of a newer version, sealed under something else, or
        does not hold together.
    """
    head = _head(content)
    inside = content[_start(content) : -SIGNATURE_BYTES]
    try:
        whole = _read(json.loads(_inflated(_unsealed(inside, head["seal"], seal))))
    except (KeyError, TypeError, ValueError, AttributeError, zlib.error) as fault:
        msg = "What the copy holds cannot be read; it may have been written by another program. Nothing was changed."
        raise StoreError(msg) from fault
    label = _label(head)
    if whole.head.seq != label.mark.seq or not whole.head.hash.startswith(label.mark.start):
        msg = f"The copy does not end at {label.mark}, as it says; get another one. Nothing was changed."
        raise StoreError(msg)
    return Parcel(label=label, whole=whole)


def _start(content: bytes) -> int:
    return content.index(b"\n", len(_FIRST)) + 1


def _head(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        msg = "This is larger than any copy of an operation; choose another file."
        raise StoreError(msg)
    if not content.startswith(_FIRST):
        msg = "This is not a copy of an operation; choose a file that was backed up or moved out of Passage."
        raise StoreError(msg)
    line = content[len(_FIRST) : len(_FIRST) + _LINE_BYTES].split(b"\n")[0]
    try:
        head: dict[str, Any] = json.loads(line)
        number = int(head["format"])
        whole_bytes = _start(content) + int(head["bytes"]) + SIGNATURE_BYTES
    except (KeyError, TypeError, ValueError) as fault:
        msg = "The copy is damaged where it says what it holds; get another one. Nothing was changed."
        raise StoreError(msg) from fault
    if number > FORMAT:
        msg = f"The copy was written by a newer version (format {number}, here {FORMAT}); update first."
        raise StoreError(msg)
    if len(content) < whole_bytes:
        msg = f"The copy is cut short: {len(content)} of {whole_bytes} bytes. Copy the file again."
        raise StoreError(msg)
    _require_signed(content, head)
    return head


def _require_signed(content: bytes, head: Mapping[str, Any]) -> None:
    public = bytes.fromhex(str(head.get("public", ""))) if _is_hex(head.get("public")) else b""
    if not is_signed(public, content[-SIGNATURE_BYTES:], content[:-SIGNATURE_BYTES]):
        msg = "The copy was altered since it was signed; do not use it, and get another one. Nothing was changed."
        raise StoreError(msg)


def _is_hex(text: object) -> bool:
    return isinstance(text, str) and all(letter in "0123456789abcdef" for letter in text) and len(text) % 2 == 0


def _label(head: Mapping[str, Any]) -> Label:
    return Label(
        operation=str(head["operation"]),
        mark=read_anchor(str(head["mark"])),
        made_at=datetime.fromisoformat(str(head["made_at"])),
        public=bytes.fromhex(head["public"]),
        network=head["network"],
        is_sealed=head["seal"] is not None,
    )


def _sealed(content: bytes, seal: str | Key | None) -> tuple[dict[str, Any] | None, bytes]:
    if seal is None:
        return None, content
    nonce, salt, work = secrets.token_bytes(_NONCE_BYTES), secrets.token_bytes(16), Cost()
    said: dict[str, Any] = {"by": "key", "nonce": nonce.hex()}
    if isinstance(seal, str):
        said = {"by": "passphrase", "nonce": nonce.hex(), "salt": salt.hex(), **asdict(work)}
    return said, AESGCM(_secret(seal, salt, work)).encrypt(nonce, content, _FIRST)


def _unsealed(content: bytes, said: Mapping[str, Any] | None, seal: str | Key | None) -> bytes:
    if said is None:
        return content
    asked = str if said["by"] == "passphrase" else Key
    if not isinstance(seal, asked):
        with_what = "a passphrase; give it" if asked is str else "the key of another installation; open it there"
        msg = f"The copy is sealed under {with_what}."
        raise StoreError(msg)
    work = Cost(**{name: int(said[name]) for name in asdict(Cost())}) if asked is str else Cost()
    try:
        secret = _secret(seal, bytes.fromhex(said.get("salt", "")), work)
        return AESGCM(secret).decrypt(bytes.fromhex(said["nonce"]), content, _FIRST)
    except InvalidTag as fault:
        word = "This passphrase" if asked is str else "The key of this installation"
        msg = f"{word} does not open the copy; nothing was changed."
        raise StoreError(msg) from fault


def _secret(seal: str | Key, salt: bytes, work: Cost) -> bytes:
    return stretched(seal, salt, work) if isinstance(seal, str) else seal.secret


def _inflated(content: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(content, MOST_BYTES)
    if unpacker.unconsumed_tail:
        msg = "larger than any operation"
        raise ValueError(msg)
    return text


def _written(whole: Whole) -> dict[str, Any]:
    return {
        "log": [_line(entry) for entry in whole.log],
        "told": [{"joined": told.joined, **_line(told.entry)} for told in whole.told],
        "photos": {name: base64.b64encode(jpeg).decode() for name, jpeg in whole.photos.items()},
        "deeds": [_deed_line(one) for one in whole.trail.own],
        "told_deeds": [_deed_line(one) for one in whole.trail.told],
    }


def _deed_line(kept: KeptDeed) -> dict[str, Any]:
    said = {**asdict(kept.deed), "at": kept.deed.at.astimezone(UTC).isoformat()}
    return {"number": kept.number, "prev": kept.prev, "hash": kept.hash, "deed": said}


def _deed(said: dict[str, Any]) -> KeptDeed:
    deed = {name: str(word) for name, word in said["deed"].items()}
    at, did = datetime.fromisoformat(deed.pop("at")), Did(deed.pop("did"))
    kept = Deed(at=at, did=did, **deed)
    return KeptDeed(number=int(said["number"]), deed=kept, prev=str(said["prev"]), hash=str(said["hash"]))


def _line(entry: Entry) -> dict[str, Any]:
    return asdict(entry)


def _read(said: dict[str, Any]) -> Whole:
    told = [(int(one.pop("joined")), one) for one in said["told"]]
    return Whole(
        log=tuple(_entry(one) for one in said["log"]),
        told=tuple(Told(entry=_entry(one), joined=joined) for joined, one in told),
        photos={str(name): base64.b64decode(jpeg, validate=True) for name, jpeg in said["photos"].items()},
        trail=Trail(
            own=tuple(_deed(one) for one in said.get("deeds", ())),
            told=tuple(_deed(one) for one in said.get("told_deeds", ())),
        ),
    )


def _entry(said: dict[str, Any]) -> Entry:
    now, image = Stamp(**said.pop("stamp")), Image(**said.pop("image"))
    entry = Entry(stamp=now, image=image, **said)
    return replace(entry, op=Op(entry.op), stamp=replace(now, act=Act(now.act)))
