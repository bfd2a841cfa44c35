"""Checks a draft: every quotation in it against the releases."""
