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
# What an institution calls itself, and what sites call the part of them in which releases stand.
INSTITUTIONS = frozenset(
    """ministry department office bureau agency authority commission directorate secretariat embassy consulate
    government cabinet council parliament chancellery treasury administration""".split()
)
SECTIONS = frozenset(
    """news press media release releases latest events updates publications speeches speech statements statement
    announcements announcement articles article blog stories information briefings and the our newsroom communications
    details detail number""".split()
)
# Not in the name of an institution, but in a headline that begins with one.
NEVER_OFFICE = frozenset(
    """against by to with from after as over before under into files settles obtains continues sues seeks reaches
    secures issues recovers charges finds takes makes gives gets wins holds calls says warns meets sets plans
    starts ends closes agrees asks backs bans builds cuts delivers denies expands fines helps pays posts
    proposes reports requires responds reviews seizes sends unveils updates is are was were has have will""".split()
)
