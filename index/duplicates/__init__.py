"""Releases that say the same: found, and collapsed into one."""
