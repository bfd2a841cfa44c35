"""HTTP, a few lines a route: read, call, answer."""
