"""Fusion, candidates, their features, and the learned models that rank them."""
