"""How long a thing may take where it is timed by the clock on the wall."""

import os

SECOND_MS = 1000


def allowed_ms(limit_ms=SECOND_MS):
    """The limit; on a machine that has more to do than it has cores, as much longer as its share is smaller."""
    return limit_ms * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
