"""``python -m audit`` is the same as ``self-audit``."""

import sys

from audit.cli import main

if __name__ == "__main__":
    sys.exit(main(prog_name="self-audit"))
