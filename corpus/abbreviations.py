"""Abbreviations after which a sentence goes on, of English and of nine more languages; without their last full stop."""

# Before a name.
TITLES = frozenset(
    """mr mrs ms mx messrs mmes dr prof hon rt rev revd gen lt col capt cdr cmdr cpl sgt maj adm brig gov lieut pres amb
    sen rep atty supt insp msgr fr h.e h.r.h h.m abg hr hrn dipl mag ing bgm präs min.-präs mme mlle sra srta dña
    ilmo excmo exmo ft sta sto gén lt-col fa inż
     prof.em em s.e z.e j.e sig sig.ra dott avv arch geom drs dhr mevr jhr tov św ks проф акад тов ген гг""".split()
)
# Before a name in these languages; elsewhere an initial, or the end of a sentence.
TITLES_OF = {
    "fr": frozenset({"m", "mm", "me"}),
    "es": frozenset({"d", "da", "sr"}),
    "pt": frozenset({"d", "sr", "s", "r", "eng", "séc"}),
    "it": frozenset({"on", "s"}),
    "nl": frozenset({"mw", "mr", "ir"}),
    "pl": frozenset("p dr hab inż gen bryg st spocz bp mec pl al im ul".split()),
    "sv": frozenset({"biskop", "em", "prof"}),
    "ru": frozenset({"г"}),
}
# Before a number or an amount.
BEFORE_NUMBERS = frozenset(
    """no nos nr nrn art arts para paras p pp vol vols fig figs sec secs ch est max min tel pos abs ziff rn app appr
    núm n pág págs pag pagg lett ust godz ok kl kap prop bil dn séc
    milj cap c sept oct nov dec jan feb aug apr стр ст č čl str poz""".split()
)
# Whatever follows.
ALWAYS = frozenset(
    """approx ca circa cca env aprox e.g i.e cf viz vs incl esp vgl bzw inkl evtl ggf zzgl sog z.b u.a d.h i.d.r m.e
    p.ex p.ej par.ex c.-à-d c.-à т.е напр bijv d.w.z o.a einschl dvs cfr por jfr dipl d.lgs""".split()
)
