"""Followed sources: polling feeds and pages, and adding what is new."""
