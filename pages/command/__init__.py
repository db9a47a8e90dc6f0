"""The command line: the same functions as the pages, answers as text or as one JSON document.

Exit codes: 0 done · 1 the answer is no · 2 the input was refused · 3 misuse.
"""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of one command, after its answer is written."""
    # nothing heavy before the arguments are known, so that help comes at once
    from pages.command.frame import run  # noqa: PLC0415
    from pages.command.parser import parsed  # noqa: PLC0415

    return run(parsed(sys.argv[1:] if argv is None else argv))
