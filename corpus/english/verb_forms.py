"""Forms of verbs that no stemmer brings together."""

# The first is what the others are forms of.
_FORMS = """be is are was were been being am; do does did done; begin began begun; bring brought; build built;
buy bought; come came; find found; give gave given; go went gone; grow grew grown; have has had; hold held; keep kept;
know knew known; lead led; leave left; lose lost; make made; meet met; pay paid; rise rose risen; say said;
see saw seen; sell sold; send sent; show shown; speak spoke spoken; spend spent; take took taken; tell told;
think thought; win won; withdraw withdrew withdrawn; write wrote written"""
IRREGULAR = {form: forms.split()[0] for forms in _FORMS.split(";") for form in forms.split()[1:]}
