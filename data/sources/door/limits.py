"""How much of a foreign file is read before it is refused."""

from dataclasses import dataclass

MEGABYTE = 2**20
NESTING_LIMIT = 40
UNPACKED_BYTES = 200 * MEGABYTE
UNPACK_RATIO = 200
UNPACK_RATIO_FROM_BYTES = 5 * MEGABYTE
ARCHIVE_ENTRIES = 200
COORDINATE_SYSTEM_CHARACTERS = 20_000
WORKER_ADDRESS_BYTES = 1024 * MEGABYTE
WORKER_OUTPUT_BYTES = 400 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Most that one file may hold, and the processor seconds its reader may take."""

    file_bytes: int
    features: int
    vertices: int
    seconds: int


AREA_LIMITS = Limits(file_bytes=50 * MEGABYTE, features=200_000, vertices=2_000_000, seconds=8)
LINE_LIMITS = Limits(file_bytes=200 * MEGABYTE, features=1_000_000, vertices=20_000_000, seconds=30)
