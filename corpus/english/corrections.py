"""How releases tell what an earlier version of them said, and how people ask for that."""

EARLIER = tuple("earlier previous prior original first".split())
VERSIONS = ("version", "edition", "release")
# "An earlier version of this release said …": what it said holds no more.
TOLD = tuple(
    "said stated gave put reported read listed named misstated misidentified incorrectly wrongly mistakenly".split()
)
ASKING_FOR_IT = frozenset(
    """correct corrected correction corrections earlier previous previously original originally version mistake wrong
    wrongly""".split()
)
