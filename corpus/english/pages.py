"""Words that stand around a release on its page."""

# A line made of these alone is navigation, never the release.
CHROME = frozenset(
    """press release releases news newsroom media room center centre home back to top of page the this
    print share email e-mail tweet facebook twitter linkedin pdf download menu search skip main content
    navigation previous next statement statements speeches archive archives all for immediate""".split()
)
# Beside a date that is the release's own. "Updated", "due" and the like are not among them.
DATE_LABELS = frozenset(
    """date dated published publication posted released release issued created for immediate press news media
    statement on at time of the a.m p.m am pm monday tuesday wednesday thursday friday saturday sunday mon tue tues
    wed thu thur thurs fri sat sun""".split()
)
# Beside a date that is another one.
OTHER_DATES = frozenset(
    """updated modified reviewed revised effective until deadline due expires expired archived accessed since last
    copyright by from before after through event events when""".split()
)
