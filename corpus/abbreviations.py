"""Abbreviations after which a sentence goes on, of English and of nine more languages; without their last full stop."""

# Before a name.
TITLES = frozenset(
    """mr mrs ms mx messrs mmes dr prof hon rt rev revd gen lt col capt cdr cmdr cpl sgt maj adm brig gov lieut pres amb
    sen rep atty supt insp msgr fr h.e h.r.h h.m abg hr hrn dipl mag ing bgm präs min.-präs mme mlle sra srta dña
    ilmo excmo exmo sig sig.ra dott avv arch geom drs dhr mevr jhr tov św ks проф акад тов ген гг""".split()
)
# Before a name in these languages; elsewhere an initial, or the end of a sentence.
TITLES_OF = {
    "fr": frozenset({"m", "mm", "me"}),
    "es": frozenset({"d", "da", "sr"}),
    "pt": frozenset({"d", "sr"}),
    "it": frozenset({"on"}),
    "nl": frozenset({"mw", "ir"}),
    "ru": frozenset({"г"}),
}
# Before a number or an amount.
BEFORE_NUMBERS = frozenset(
    """no nos nr nrn art arts para paras p pp vol vols fig figs sec secs ch est max min tel pos abs ziff rn app appr
    núm n pág págs cap c sept oct nov dec jan feb aug apr стр ст č čl str poz""".split()
)
# Whatever follows.
ALWAYS = frozenset(
    """approx ca circa cca env aprox e.g i.e cf viz vs incl esp vgl bzw inkl evtl ggf zzgl sog z.b u.a d.h i.d.r m.e
    p.ex p.ej par.ex c.-à-d т.е напр bijv d.w.z o.a""".split()
)
