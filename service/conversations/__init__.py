"""Kept conversations: storing, reading, exporting."""
