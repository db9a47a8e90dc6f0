"""`python -m pages.command` is the command line itself."""

import sys

from pages.command import main

if __name__ == "__main__":
    sys.exit(main())
