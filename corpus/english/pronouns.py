"""Words that stand for somebody or something named elsewhere."""

from corpus.english.possessives import POSSESSIVE_PRONOUNS

PERSONAL = ("he", "she", "they", "it")
DEMONSTRATIVE = ("this", "these", "those")
# A turn of a talk that holds one points back; "it", "that" and "there" do only in some places.
POINTING = tuple(
    """he she they him her them his hers its their theirs himself herself itself themselves this these those then
    such one ones same other others another else former latter""".split()
)
# A sentence that begins with one is about what the sentence before it names.
LEANING = (*PERSONAL, *DEMONSTRATIVE, *POSSESSIVE_PRONOUNS)
# They begin a report with a capital, and are no name: "She said".
SUBJECTS = (*PERSONAL, "we", "I", "both")
# Somebody speaks or is spoken to: no sentence of a language model has one outside of quotation marks.
ADDRESSING = tuple("I me my mine we us our ours you your yours yourself please".split())
# No name begins with one.
DETERMINERS = ("the", "a", "an", "some", "any", *POSSESSIVE_PRONOUNS, "our")
# "it is possible that": this "it" stands for nothing.
IMPERSONAL = tuple("possible necessary important true likely legal safe better best worth".split())
