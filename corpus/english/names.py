"""Words within the names of people and things, and words with a capital that name nobody."""

# Within a person's name, though small; of other languages, as English texts have them.
PARTICLES = tuple("bin bint ibn al el de del della da dos das di du van von der den la le ul ur abu".split())
# The same where names of a language model are compared with those of a release, in which "of" may stand as well.
JOINING_WITHIN = frozenset({"of", "the", "for", "de", "al", "von", "van", "bin", "da"})
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Within the name of an office or an organisation.
CONNECTORS = ("the", "and", "of", "for", "to", "in", "on")
# In capitals, and no surname.
ACRONYMS = frozenset("NATO OSCE ASEAN UNGA UNSC COVID ECOWAS USAID OPCW IAEA G7 G20".split())
# Capitalised for other reasons than that they name somebody.
NO_NAMES = frozenset(
    """i the a an mr mrs ms dr we he she they it in on at of for and but so secretary president minister ministry
    ambassador department government state states today question this that""".split()
)

# What English hangs on the name of a country to make an adjective or a people of it: Japan-ese, Cambodia-n. As they
# are after the stemmer: "japanes".
NATIONALITY_ENDINGS = "ese?|ians?|eans?|ans?|ish|is?|s"
NO_PLURAL_ENDINGS = "s|sh|ch|ese|x"  # a people that is called so has no plural of its own
