"""The console command: it hears signals before the rest of the program is loaded, which takes seconds.

`health` is asked every half minute, and does without all the rest.
"""

import sys
from typing import NoReturn

from service.stopping import Stopped, heeding_signals


def main() -> NoReturn:
    """`communique …`"""
    try:
        with heeding_signals():
            if sys.argv[1:2] == ["health"]:
                from service.cli.health import app  # noqa: PLC0415 - one of the two is loaded

                app(args=sys.argv[2:], prog_name="communique health")
            from service.cli.app import main as run  # noqa: PLC0415 - what takes seconds

            run()
    except Stopped as stopped:  # before the command line could say so
        sys.exit(stopped.code)


if __name__ == "__main__":
    main()
