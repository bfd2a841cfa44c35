"""Finds where `communique serve` listens, from outside. Loads nothing: `communique health` uses it."""

from argparse import ArgumentError, ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import PurePath

HOST, PORT = "127.0.0.1", 8000
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - of those who listen everywhere


class NoPort(Exception):
    """A port that nobody can be asked at."""


def find_listener(
    given: Mapping[str, str | None], first: Sequence[str], environment: Mapping[str, str]
) -> tuple[str, int]:
    """Host and port to ask at: those given, else those of the first process's command line, else the settings. NoPort.

    In a container the first process is `communique serve`, or a small one that starts it.
    """
    told = _told(first)
    host = given.get("host") or told.get("host") or environment.get("COMMUNIQUE_HOST") or HOST
    port = given.get("port") or told.get("port") or environment.get("COMMUNIQUE_PORT") or str(PORT)
    if not (port.isdecimal() and 0 < int(port) < 65536):  # 0 takes a free one, and nobody knows which
        raise NoPort(f"{port!r} is no port that can be asked. Name it: --port")
    return reachable(host), int(port)


def reachable(host: str) -> str:
    """An address at which a service of this machine that listens on `host` can be asked."""
    return _LOOPBACK.get(host, host)


def address_of(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _told(first: Sequence[str]) -> dict[str, str]:
    """What a command line gives `communique serve`: "host", "port". Empty where it is another's."""
    words = [part for word in first for part in word.split()]  # sh -c "… communique serve …" is one word
    for place, word in enumerate(words, start=1):
        if PurePath(word).name == "communique" and (told := _read_serve(words[place:])) is not None:
            return told
    return {}


def _read_serve(words: Sequence[str]) -> dict[str, str] | None:
    """The options of what comes after `communique`; None where that is not `serve`."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("verb", nargs="?")
    for option in ("--data", "--host", "--port"):
        parser.add_argument(option)
    try:
        told, _ = parser.parse_known_args(words)
    except ArgumentError:
        return None
    return (
        {name: value for name in ("host", "port") if (value := getattr(told, name))} if told.verb == "serve" else None
    )
