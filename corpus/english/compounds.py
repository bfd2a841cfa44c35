"""Halves of words that are written as one, though both are words by themselves: light|house, under|secretary."""

ENDS = frozenset(
    """house houses yard yards water waters shore man men woman women land ground grounds ship ships hood work works
    front port ports keeping keeper keepers worthy book books holder holders roads
    ing ness ment tion sion able ible ity ous ive ism ung heit keit lich isch""".split()
)
BEGINNINGS = frozenset("under over out fore inter counter back with".split())
