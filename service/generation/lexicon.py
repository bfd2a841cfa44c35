"""The words that the locks on a language model know. English."""

from service.generation.tokens import form_of


def _forms(words: str) -> frozenset[str]:
    return frozenset(form_of(word) for word in words.split())


# They join what others say. Not among them: "not", "before", "against", "more" and whatever else turns a meaning.
JOINING = frozenset(
    """a an the this that these those of in on at by for with to from as into onto upon within during about and or so
    also both who whom whose which what when where while he she it they him her them his hers its their theirs himself
    herself itself themselves is are was were be been being am has have had having do does did doing will would shall
    there here then thus such other s""".split()
)
# They tell that something is told, or that a part is one.
REPORTING = _forms(
    """say state note mention tell describe explain express announce report release according include add concern regard
    relate respectively namely follow statement"""
)
# Each group is one meaning in a release; no group holds two words that a reader would tell apart.
_GROUPS = (
    "provide give supply offer",
    "start begin commence",
    "buy purchase",
    "help assist aid assistance",
    "occur happen",
    "talk speak",
    "whole entire",
    "roughly approximately about around",
)
SAME = {form_of(word): form_of(group.split()[0]) for group in _GROUPS for word in group.split()}

_KINDS = {
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
# What follows such a word is denied, wished for, doubtful, bounded, has not happened yet, or is another of its kind.
OPERATORS = {form_of(word): kind for kind, words in _KINDS.items() for word in words.split()}
