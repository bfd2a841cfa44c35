"""Who is told how far long work has come."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # told how many passages, of how many characters, have just been embedded


def ignore_progress(_passages: int, _characters: int) -> None:
    """For work that nobody watches."""
