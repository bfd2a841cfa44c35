"""Numbers in words, and what is counted in: scales, currencies."""

UNITS = tuple(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()
)  # each at the place of its number
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
ORDINALS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())
ORDINAL_ENDINGS = "st|nd|rd|th"  # behind digits, as a pattern has them
# Powers of ten.
SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SHORT_SCALES = {"mn": 6, "mln": 6, "bn": 9, "tn": 12, "trn": 12}
LETTER_SCALES = {"k": 3, "m": 6, "b": 9, "t": 12}  # "$5m"
# The same in sentences that may answer "how many": in the plural too, with the dozen. Of the short ones only two: "tn"
# and the rest are known where a model's figures are compared, and would find other short answers here.
LARGE = "|".join((*(f"{scale}s?" for scale in (*SCALES, "dozen")), "bn", "mn"))
# How many days, weeks, months or years another date is away: "a month later", "twelve years before".
COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(UNITS[:13]) if number}
# A release that differs from another in one of these says something else. Fewer than there are ("sixty", "trillion"):
# with more, releases that are one today would be two.
TELLING = (
    *UNITS[1:13], "dozen", *TENS[:4], *tuple(SCALES)[:4], "half", "quarter", "percent", *ORDINALS[:3],
)  # fmt: skip

# Behind a number, these make an amount of it; as a pattern has them.
CURRENCY_NAMES = r"dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|crowns?|krona|pesos?|rand|won|rubles?|roubles?"
# Signs, codes and names of one currency. "krona", "rand" and others above are plain words where figures are compared.
CURRENCIES = {
    "$": "dollar", "us$": "dollar", "usd": "dollar", "dollar": "dollar", "us dollar": "dollar", "€": "euro",
    "eur": "euro", "euro": "euro", "£": "pound", "gbp": "pound", "¥": "yen", "jpy": "yen", "yen": "yen",
    "₩": "won", "krw": "won", "₹": "rupee", "inr": "rupee", "rupee": "rupee",
}  # fmt: skip
