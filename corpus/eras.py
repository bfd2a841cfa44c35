"""Years of other calendars than the Gregorian one: Jalali, Buddhist, Minguo, Japanese eras."""

from datetime import date, timedelta

# The year before the first of each; "" counts as Christians do.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "民國": 1911, "民国": 1911}
_BUDDHIST = 543
# Years that no release of ours has, so that a number among them is one of another calendar. Lunar Hijri years begin
# behind the Jalali ones of our time: 1410 was 1990.
_JALALI = range(1300, 1411)
_BUDDHIST_YEARS = range(2450, 2600)
_MINGUO = range(60, 150)
# As Iran and Afghanistan name the months of the Jalali year.
JALALI_MONTHS = {
    name: number
    for names in (
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
    )
    for number, name in enumerate(names.split(), start=1)
}


def of_numbers(year: int, month: int, day: int, era: str = "") -> date:
    """The day of a date in numbers, its calendar told by the era or by the year. ValueError when there is none."""
    if era:
        return date(year + ERAS[era], month, day)
    if year in _JALALI:
        return of_jalali(year, month, day)
    if year in _MINGUO:
        return date(year + ERAS["民國"], month, day)
    return of_common_months(year, month, day)


def of_common_months(year: int, month: int, day: int) -> date:
    """The same where the month has a Christian's name: Thais count such years from the Buddha's death."""
    return date(year - _BUDDHIST if year in _BUDDHIST_YEARS else year, month, day)


def of_jalali(year: int, month: int, day: int) -> date:
    """Six months of 31 days from the equinox on, five of 30, one of 29 or 30."""
    last = 30 if month > 6 else 31
    if not 1 <= month <= 12 or not 1 <= day <= last or (month == 12 and day == 30 and not _is_leap(year)):
        raise ValueError(f"no day of the Jalali calendar: {year}-{month}-{day}")
    passed = 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _new_year(year) + timedelta(days=passed)


def _new_year(year: int) -> date:
    # 1 Farvardin 1399 was March 20, 2020; leap days are counted from there.
    years = range(min(year, 1399), max(year, 1399))
    days = 365 * (year - 1399) + (1 if year >= 1399 else -1) * sum(map(_is_leap, years))
    return date(2020, 3, 20) + timedelta(days=days)


def _is_leap(year: int) -> bool:
    """In each 33 years the 1st, 5th, 9th, 13th, 17th, 22nd, 26th and 30th, as counted from the year 0."""
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}
