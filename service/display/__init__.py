"""Answers, hits and revisions as people see them: notebook, terminal, plain text."""
