"""From hits to an answer: sentences, confidence, quotations, attribution, follow-ups."""
