"""Candidates, their features, and the learned parts that put them in order."""
