"""What says that something is somebody's."""

ENDING = r"[’']s?$"  # behind a word, as a pattern has it: "Vela's", "the ministers’"
POSSESSIVE_PRONOUNS = ("his", "her", "their", "its")
