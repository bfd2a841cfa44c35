"""Feeds and pages that are followed."""
