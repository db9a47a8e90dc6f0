"""The fonts that printed pages embed."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The files of a font by its weight."""

    regular: Path
    bold: Path
