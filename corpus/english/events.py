"""What releases tell of: talks, travels, speeches, and who asks and answers there."""

# "Minister Vela's call with …", "… visit to …": what a title says of a talk or a journey.
MEETINGS = ("call", "meeting", "talk", "conversation", "dialogue")
TRAVELS = ("travel", "visit", "trip")
# A title that says so is that of somebody's words, not of what happened.
SPEECHES = ("statement", "remarks", "briefing", "availability", "interview")
# Whose words a whole text is: "Statement by Minister Vela". A briefing and an interview have turns instead.
STATEMENTS = ("statement", "remarks", "speech", "address", "message", "letter")
# What took place, as a pattern has it.
EVENTS = r"call|conference|consultations?|dialogue|meeting|summit|talks?|workshop"
# What somebody did for the first or the last time, as a pattern has it.
TALKED = r"speak|spoke|spoken|talk(?:ed)?|call(?:ed)?|meet|met|visit(?:ed)?|travel(?:l?ed)?|announced?|time|contact"
# Who asks in a transcript: as its labels call them, and as questions do.
ASKERS = frozenset("QUESTION Q REPORTER MODERATOR OPERATOR INTERVIEWER".split())
FLOOR = ("reporter", "journalist", "interviewer", "question")
