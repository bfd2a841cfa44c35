"""The console command, and `python -m service`. `health` is asked every half minute, and does without all the rest."""

import signal
import sys
from typing import NoReturn

_STOPPED = 128 + signal.SIGTERM  # the exit code that shells give who ends by SIGTERM


def main() -> NoReturn:
    # The first process of a container hears no SIGTERM that it has no ear for, and loading takes seconds.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_STOPPED))
    if sys.argv[1:2] == ["health"]:
        from service.health import app  # noqa: PLC0415 - only one of the two is loaded

        app(args=sys.argv[2:], prog_name="communique health")
    from service.cli import main as run  # noqa: PLC0415 - as above

    run()


if __name__ == "__main__":
    main()
