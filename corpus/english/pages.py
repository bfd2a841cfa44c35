"""Words that stand around a release on its page."""

# A line made of these alone is navigation, never the release.
CHROME = frozenset(
    """press release releases news newsroom media room center centre home back to top of page the this
    print share email e-mail tweet facebook twitter linkedin pdf download menu search skip main content
    navigation previous next statement statements speeches archive archives all for immediate""".split()
)
# Beside the day that something was published on, and no other.
PUBLISHED = frozenset("published publication posted released issued dated originally publish".split())
# Beside that day, and others: they tell no more than that a date stands there.
DATE_LABELS = PUBLISHED | frozenset(
    """date release created for immediate press news media statement on at time first of the a.m p.m am pm day
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun""".split()
)
# Beside the day of a change, of an end, or of something else.
CHANGED = frozenset(
    """updated update updates modified reviewed revised revision amended corrected correction corrections clarification
    clarified erratum retraction retracted editor's editors note effective until deadline due expires expired archived
    accessed since last copyright from before after through""".split()
)
# Before the day that something happens on.
WHEN = frozenset({"when"})
# The same with "date" beside it.
EVENT = frozenset("event events".split())
# What a line begins with that says where, or at which hour, it happens.
VENUES = frozenset("where venue location time".split())
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
# A sentence that begins so and goes on so says whose words follow, and nothing of them.
INTRODUCING = tuple("below following".split())
INTRODUCED = tuple("attributable attributed released issued text statement transcript remarks readout".split())
