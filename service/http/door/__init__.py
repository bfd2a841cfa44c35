"""Before the door: what is refused by a request's name, address and headers, before its body is read."""
