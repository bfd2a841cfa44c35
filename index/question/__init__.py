"""From a question to a query: its analysed words, its embedding, its answer type."""
