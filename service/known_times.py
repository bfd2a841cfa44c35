"""What is said about an earlier time: why nothing was known at it, and whose word it rests on."""

from datetime import datetime

from corpus.dates import spell_day


def tell_nothing(first: tuple[datetime, bool] | None, *, began: bool) -> str | None:
    """Why nothing was known at an earlier time; None if nothing is known now either."""
    if first is None:
        return None
    if began:
        return "What was stored by then was published later, or was removed at the time."
    moment, told = first
    known = f"{spell_day(moment)}, {moment:%H:%M} UTC"
    if told:
        return f"Nothing was known by then; as an archive tells, the first release was known on {known}."
    return f"Nothing was stored by then; the first release was stored on {known}."


def tell_whose(told: int, known: int) -> str | None:
    """Whose times an answer about an earlier one rests on, where they are not all our own."""
    if not told:
        return None
    if told == 1:
        which = "the release" if known == 1 else f"one of the {known:,} releases"
        return f"An archive tells that {which} was known then; here it was stored later."
    which = f"the {known:,} releases" if told == known else f"{told:,} of the {known:,} releases"
    return f"An archive tells that {which} were known then; here they were stored later."
