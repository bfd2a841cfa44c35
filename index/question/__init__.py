"""What is asked of the index: a question's words, its embedding, the kind of answer it wants."""
