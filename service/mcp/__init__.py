"""Communiqué as tools for programs: what they take, do and say, the protocol that carries them, the command."""
