"""Words that mean the same, words that turn a meaning, and words on which a meaning hangs."""

# Each group is one meaning in a release; no group holds two words that a reader would tell apart.
SYNONYMS = (
    "provide give supply offer",
    "start begin commence",
    "buy purchase",
    "help assist aid assistance",
    "occur happen",
    "talk speak",
    "whole entire",
    "roughly approximately about around",
)
# What follows such a word is denied, wished for, doubtful, bounded, has not happened yet, or is another of its kind.
OPERATORS = {
    "not": "not no never none nor neither without nobody nothing deny refuse reject fail cease stop cancel decline",
    "wish": """urge call ask request demand propose plan intend hope expect consider seek encourage appeal recommend aim
    want wish need must should ought invite""",
    "doubt": "may might could if unless whether allege claim reportedly unlikely doubt possible possibly potential",
    "less": "less fewer under below most up",
    "future": "will would shall",
    "before": "before after until",
    "against": "against",
    "other": "original former previous initial earlier prior next last other another draft interim provisional acting",
}
# Two states of a release that differ in one of these say two things: whether, which way, when. Beside numbers.
DECISIVE = tuple(
    """no not nor never none without cannot against for up down more less higher lower above below before
    after""".split()
)
DECISIVE_STEMS = tuple("rais lower increas decreas reduc cut expand maintain eas tighten".split())
