"""Little words: what indexes, titles and comparisons pass over. Each list is passed over by another part, and why."""

# The Snowball list of English stop words, without the names of months and with the words questions are made of. An
# index is made with these: another list is another index.
STOP_WORDS = tuple(
    """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
itself they them their theirs themselves what which who whom whose this that these those am is are was were be been
being have has had having do does did doing would should could ought a an the and but if or because as until while of
at by for with about against between into through during before after above below to from up down in out on off over
under again further then once here there when where why how all any both each few more most other some such no nor not
only own same so than too very s t can will just don now d ll m o re ve
""".split()
)
# They join what others say: a language model may add them. Not among them, though they are stop words: "not",
# "before", "against", "more" and whatever else turns a meaning.
JOINING = frozenset(
    """a an the this that these those of in on at by for with to from as into onto upon within during about and or so
    also both who whom whose which what when where while he she it they him her them his hers its their theirs himself
    herself itself themselves is are was were be been being am has have had having do does did doing will would shall
    there here then thus such other s""".split()
)
# Behind one, "that" points back: "the end of that", but not "the ship that sank".
PREPOSITIONS = tuple("of by to in on at for from with about after before since until under over than like".split())
PREPOSITIONS_BEFORE_WHICH = tuple("in to at for from by with over of on under".split())  # "In which town …?"
# Small in a title that has all other words in capitals.
SMALL_IN_TITLES = frozenset("a an and as at by for from in of on or the to with".split())
# The same in headlines: what else is small there tells that a headline is a sentence.
SMALL_IN_HEADLINES = tuple("about after and for from into its of off on over the to with".split())
# Of four letters or more, or of questions: a hit is not marked where it holds one.
UNMARKED = frozenset(
    """about and are between did does for from has have how into much many she that the their them there they this
    was were what when where which who whom whose why will with you your""".split()
)
# English by these alone: its neighbours do not have them as well ("was", "in", "die", "of" they do).
ENGLISH_ALONE = frozenset(
    """about and been could did does from had how should that the their there these they this those were what when
    where which who whom whose why with would""".split()
)
