"""Verbs by which a text tells that somebody said or did something."""

# Whose words a sentence tells: "Minister Vela stressed …". Parts of a pattern, which the endings follow.
# "thanks" and "thanked", never "thank": "Minister Sokhonn, thank you" is said to him.
_STEMS = tuple(
    """say tell state express explain reply respond answer add note announce congratulate appreciate thank welcome
    reaffirm affirm emphasi[sz]e stresse? underline underscore condemn urge ask pledge promise offer agree
    confirm reiterate share convey commend praise raise highlight warn mention point hope request propose suggest
    declare acknowledge recogni[sz]e remark recall insist voice extend describe outline""".split()
)
REPORTS = rf"(?:{'|'.join(_STEMS)})(?:e?d|e?s)|said|told|replied|replies|call(?:ed|s)\s+(?:up)?(?:for|on)"
REPORTS_OF_SEVERAL = r"discusse?[ds]|exchanged?|concurred|regretted"  # beside those: several did so together
REPORTS_BEFORE_NAME = ("said", "says", "added", "adds")  # "…, said Minister Vela"
# What may stand between a speaker and the verb, beside an adverb: "Minister Vela then also said".
BETWEEN = r"also|then|again|further|later|both|in turn|has|had|\w+ly"

# A language model may say with these that something is told, or that a part is one; of any form. Nouns are among
# them, and verbs that only ever add a tone ("urge", "promise") are not: those are what is told.
NEUTRAL = tuple(
    """say state note mention tell describe explain express announce report release according include add concern regard
    relate respectively namely follow statement""".split()
)

# "What did X …", "What was X's …": who asks so wants somebody's words. As a pattern has them.
ASKED = r"say|said|think|comment(?:ed)?|answer(?:ed)?|reply|replied|respond(?:ed)?|react(?:ed)?"
ASKED_NOUNS = "answer|reply|response|reaction"

# What headlines are made of, in the third person; without its s each is the word that a question needs.
HEADLINES = tuple(
    """adds announces appoints approves awards begins commends completes concludes condemns confirms congratulates
    departs enters extends grants hosts imposes increases invites joins launches marks names offers opens orders
    pledges presents promises provides publishes receives rejects releases removes signs suspends supports urges
    visits wins welcomes withdraws""".split()
)
# What a minister does in a text, so that one may ask what, or whom.
DEEDS = tuple(
    """announce appreciate condemn congratulate discuss emphasize express launch open pledge promise reaffirm sign
    stress thank underscore urge visit welcome""".split()
)
DEEDS_TO_SOMEBODY = frozenset({"congratulated", "thanked", "visited"})
