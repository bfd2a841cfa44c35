"""Months, weekdays, seasons, units of time, and words that place one day by another."""

MONTHS = tuple("January February March April May June July August September October November December".split())


def _spellings() -> str:
    each = "|".join(f"{name[:3]}(?:{name[3:]}|\\.)?" if len(name) > 3 else name for name in MONTHS)
    return each.replace("Sep(?:tember|\\.)?", "Sept?(?:ember|\\.)?")


MONTH = _spellings()  # whole and short, as a pattern has them: "October", "Oct", "Oct."
TYPED_MONTH = MONTH.replace(r"|\.", "") + "|febr|febuary"  # as people type them in a question: no full stop
WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# The month that a season begins with, north of the equator: a winter belongs to the year that it begins in.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# Days of a month that people mean by a part of it; 31 stands for its last.
PARTS = {"early": (1, 10), "start": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20)}
PARTS |= {"late": (21, 31), "end": (21, 31)}
TIME_PARTS = ("early", "mid", "late", *SEASONS)  # of a month or year; "start" and "end" may be what is asked about

UNITS = ("second", "minute", "hour", "day", "week", "month", "year", "decade")
UNIT = "|".join((*(f"{unit}s?" for unit in UNITS), "centuries", "century"))  # as a pattern has them
CALENDAR_UNITS = UNITS[3:7]  # dates are told by these
# "a month later", "two days before"
AHEAD = ("later", "on", "after", "afterwards")
BACK = ("before", "earlier", "previously", "prior")
# Before a month without its year, they tell it from other words: "in May", "since March".
BEFORE_MONTH = tuple("in on by of from since until before after during".split())
# What only the day on which it was written explains, and how many days away it is.
NEARBY_DAYS = {"today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0}
NEARBY_DAYS |= {"yesterday": -1, "last night": -1, "tomorrow": 1}
NEARBY_UNITS = {"last": -1, "this": 0, "next": 1}  # "last week"
SPANNING = tuple("the these past very".split())  # before them: "the last year" is the twelve months up to now
