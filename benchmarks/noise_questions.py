"""Questions that nobody asks: words of the corpus at random, noise of characters, other languages; always the same."""

import random
from collections.abc import Callable, Sequence
from typing import Literal

Kind = Literal["words", "characters", "languages"]

SEED = 20_310_508
_KINDS: tuple[Kind, ...] = ("words", "words", "characters", "languages")
_OPENINGS = "What did|When did|Who|How many|How much|Where did|Why|Did|Which|How often did|The latest|How long".split(
    "|"
)

# Each {} is filled with words of the corpus.
_SENTENCES = """
Was hat {} über {} gesagt?
Wann traf sich {} mit {}?
Wie viel Geld hat {} für {} zugesagt?
Qu’a dit {} à propos de {} ?
Combien {} a-t-il versé à {} ?
Quand {} a-t-il rencontré {} ?
¿Qué dijo {} sobre {}?
¿Cuántos {} hay en {}?
¿Cuándo se reunió {} con {}?
Che cosa ha promesso {} a {}?
Quanti {} sono arrivati in {}?
O que {} ofereceu a {}?
Quando é que {} visitou {}?
Wat heeft {} met {} afgesproken?
Hoeveel {} kreeg {}?
Co {} powiedział o {}?
Ilu {} wysłano do {}?
Hur mycket gav {} till {}?
Vad sade {} om {}?
{}, {} ile ne zaman görüştü?
{} için {} ne kadar ödedi?
Что {} сказал о {}?
Когда {} встретился с {}?
Сколько {} получил {}?
Що {} пообіцяв {}?
Τι είπε ο {} για {};
Πόσα {} έδωσε στη {};
ماذا قال {} عن {}؟
متى التقى {} مع {}؟
כמה {} קיבל {}?
מתי נפגש {} עם {}?
{} ने {} के बारे में क्या कहा?
{}は{}について何と言いましたか。
{}はいつ{}と会談しましたか。
{}对{}说了什么？
{}什么时候和{}会面？
{}은 {}에 대해 무엇을 말했습니까?
{} พูดอะไรเกี่ยวกับ {}
{} đã nói gì về {}?
{} alisema nini kuhusu {}?
Mitä {} sanoi asiasta {}?
{} mondott valamit erről: {}?
""".strip().splitlines()

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u2028\u2029\u0301\u0338\u20dd"
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_SIGNS = "?!.,;:-–—…'\"“”‘’«»()[]{}<>/\\|@#$%^&*_+=~`¿¡。、「」؟"
_SYNTAX = (
    '"unclosed', "text:*", "+must -not", "number:[0 TO *]", "(", "a AND OR NOT", "^2~3", "' OR 1=1 --", "\\", "%00",
    "<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "..%2f..%2fetc", "[1]", "[1][2]", "\r\n\r\n", "NaN",
    "-0", "1e309", "null", "[CLS] [SEP] [MASK]", "<|endoftext|>", "##s",
)  # fmt: skip


def kind_of(number: int) -> Kind:
    return _KINDS[number % len(_KINDS)]


def make_question(number: int, words: Sequence[str]) -> str:
    """The question of this number; `words` are those of the corpus, each as often as it stands there."""
    dice = random.Random(f"{SEED}/{number}")  # noqa: S311
    kind = kind_of(number)
    if kind == "words":
        return _of_words(dice, words)
    if kind == "characters":
        return dice.choice(_NOISES)(dice, words)
    sentence = dice.choice(_SENTENCES)
    return sentence.format(*(_some(dice, words, 1, 3) for _ in range(sentence.count("{}"))))


def _of_words(dice: random.Random, words: Sequence[str]) -> str:
    """One word to forty; half of them opened like a question."""
    most = dice.choice((1, 3, 8, 15, 40))
    opening = f"{dice.choice(_OPENINGS)} " if dice.random() < 0.5 else ""
    question = f"{opening}{_some(dice, words, 1, most)}{dice.choice(('', '?', '?', '...', ' ?!'))}"
    return dice.choice((str, str, str.lower, str.upper))(question)


def _some(dice: random.Random, words: Sequence[str], fewest: int, most: int) -> str:
    return " ".join(dice.choices(words, k=dice.randint(fewest, most)))


def _from(low: int, high: int) -> Callable[[random.Random, Sequence[str]], str]:
    """Characters of a range of code points, in words."""

    def make(dice: random.Random, _words: Sequence[str]) -> str:
        return "".join(chr(dice.randint(low, high)) if dice.random() < 0.9 else " " for _ in range(_length(dice)))

    return make


def _strewn(characters: str) -> Callable[[random.Random, Sequence[str]], str]:
    """Words of the corpus with these characters strewn among theirs."""

    def make(dice: random.Random, words: Sequence[str]) -> str:
        return "".join(letter + dice.choice(characters) * (dice.random() < 0.3) for letter in _some(dice, words, 1, 15))

    return make


def _signs(dice: random.Random, _words: Sequence[str]) -> str:
    return "".join(dice.choices(_SIGNS + " ", k=_length(dice)))


def _syntax(dice: random.Random, words: Sequence[str]) -> str:
    return " ".join(dice.choice((dice.choice(_SYNTAX), dice.choice(words))) for _ in range(dice.randint(1, 12)))


def _long(dice: random.Random, words: Sequence[str]) -> str:
    """Up to the longest question that is taken, and somewhat beyond."""
    return " ".join(dice.choices(words, k=500))[: dice.randint(1_000, 2_200)]


def _one_word(dice: random.Random, words: Sequence[str]) -> str:
    return dice.choice(("a", "ж", "東", "🂡", dice.choice(words))) * dice.randint(20, 400)


def _number(dice: random.Random, _words: Sequence[str]) -> str:
    return dice.choice(("{:,}", "{}", "${} million", "{}%", "{:e}", "in {}", "-{}")).format(dice.randrange(10**12))


def _length(dice: random.Random) -> int:
    return dice.choice((1, 2, 10, 40, 200))


_NOISES: tuple[Callable[[random.Random, Sequence[str]], str], ...] = (
    _from(0x1F300, 0x1FAFF),  # pictures, beyond the basic plane
    _from(0x12000, 0x123FF),  # cuneiform
    _from(0x1D400, 0x1D7FF),  # mathematical letters
    _from(0x20000, 0x2A6DF),  # rare Chinese characters
    _from(0x10000, 0x10FFFF),  # anything beyond the basic plane
    _from(0x0000, 0x001F),  # control characters, NUL among them
    _from(0x0001, 0x009F),
    _from(0x0590, 0x06FF),  # Hebrew and Arabic
    _from(0xD7A0, 0xE0FF),  # lone surrogates, private characters
    _from(0xFE00, 0xFFFF),  # variants, halves, non-characters
    _strewn(_INVISIBLE),
    _strewn(_TURNING),
    _strewn("\x01\x07\x08\x1b\x7f\x85"),
    _signs,
    _syntax,
    _long,
    _one_word,
    _number,
)
