"""Fetching: addresses of the web become releases, politely and within limits, and nowhere that is not for us."""

from corpus.fetching.client import Address
from corpus.fetching.fetcher import NOTHING, Fetched, Fetcher, Validators
from corpus.fetching.networks import Networks, parse_networks
from corpus.fetching.resolving import Resolver, SystemResolver

__all__ = [
    "NOTHING",
    "Address",
    "Fetched",
    "Fetcher",
    "Networks",
    "Resolver",
    "SystemResolver",
    "Validators",
    "parse_networks",
]
