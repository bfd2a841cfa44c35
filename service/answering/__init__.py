"""A question becomes an answer: sentences, confidence, quotations, citations."""
