"""Near-duplicate releases: how they are detected, and how their hits are collapsed into one."""
