"""Progress of long work, as a callback."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # called with the passages, and their characters, that were just embedded


def ignore_progress(_passages: int, _characters: int) -> None:
    """A `Progress` for work that nobody watches."""
