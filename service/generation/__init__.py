"""The optional language model, and the checks that keep it to what is cited."""
