"""Words that questions are made of and that say nothing of what is asked about."""

INTERROGATIVES = tuple("who whom whose what which when where why how".split())
AUXILIARIES = tuple(
    """is are was were be been do does did has have had can could will would should may might must""".split()
)
# "How many boats did …": where what is counted ends. "must", "be" and "been" were never among these.
AUXILIARIES_BEHIND_COUNTED = tuple(word for word in AUXILIARIES if word not in {"be", "been", "must"})

# No passage need hold them: they are taken off before a question is weighed against the index. "how" is a stop word.
QUANTIFIERS = frozenset("many much often".split())
# That a release lacks them is no sign that it does not answer.
ASKING = QUANTIFIERS | frozenset("tell say said according".split())
# The same of a question that stands alone: "long" asks, too. In a talk it may be what the next question is about.
ASKING_ALONE = ASKING | {"long"}
# What an earlier question lends the next one in a talk holds none of these.
ASKING_IN_A_TALK = ASKING | frozenset("says know want please".split())
# They ask for an order of the releases: the latest, the first, how often.
ORDER = tuple("latest newest most recent recently earliest first last often many times time".split())
# Nobody is told that no release holds such a word. More than ASKING: most of them are looked for, and rightly.
NEVER_MISSED = (
    ASKING
    | frozenset(ORDER)
    | frozenset(
        """amount anybody anyone anything ask biggest come date day describe detail details exactly explain figure get
        give go happen information kind know largest list make mean means month name named names news number percent
        percentage place please proportion reason reasons release releases share show sort somebody someone
        something sum summarise summarize summary take think total type year
        """.split()
    )
)
# "When was this?", "When did it take place?": nothing but a time is asked for.
HAPPENING = frozenset("happen happened take took taken place occur occurred held day date exactly".split())
# "What did she say in return?", "… in response?"
IN_TURN = frozenset({"return", "response", "reply", "answer", "turn"})
# "What did she say about the ferries?": what somebody's words are on. There "of" may stand as well; a turn that goes on
# ("And about the loans?") does not begin with it.
ABOUT = ("about", "on", "regarding", "concerning")
# "In which city …?" asks for a place.
PLACES = ("city", "cities", "town", "country", "countries", "place", "capital", "village")
