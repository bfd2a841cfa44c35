"""Communiqué as tools for programs: their arguments, work and texts, and the protocol that carries them."""
