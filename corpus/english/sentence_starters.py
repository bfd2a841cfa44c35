"""Words that a turn of a talk or a question begins with, before what it says."""

# Before a question that stands for itself: "And who paid?"
BEFORE_QUESTION = ("and", "but", "so")
# The same where somebody's words are asked for: "Then what did he say?"
BEFORE_SAID = (*BEFORE_QUESTION, "then")
# A turn that begins so goes on from the one before it.
GOING_ON = ("and", "but", "or", "so", "also", "then", "plus")
