"""The console command: it hears signals before the rest of the program is loaded, which takes seconds."""

import sys
from typing import NoReturn

from service.stopping import Stopped, heeding_signals


def main() -> NoReturn:
    """`communique …`"""
    try:
        with heeding_signals():
            from service import cli  # noqa: PLC0415 - what takes seconds

            cli.main()
    except Stopped as stopped:  # before the command line could say so
        sys.exit(stopped.code)


if __name__ == "__main__":
    main()
