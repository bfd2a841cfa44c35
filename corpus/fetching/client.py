"""One HTTP request to a host whose addresses were checked first. The only file that knows httpx."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

import httpx

from corpus.errors import FetchFailed, FetchTimedOut, RefusedAddress
from corpus.fetching.networks import Networks
from corpus.fetching.resolving import Resolver, resolve
from corpus.fetching.unpacking import ACCEPTED, Unpacked, unpacking

CONNECT, READ = 5.0, 10.0  # seconds for a connection, and between two pieces of an answer
_TRIED = 3  # addresses of one host: the first of them may be IPv6 where this machine has none
_LONGEST = 2_000  # characters of an address; a release's source_url takes as many
_WEB_PORTS = {80, 443}
_LAST_PORT = 65_535
_FIRST_FREE_PORT = 1024  # below it live mail, file shares and the like, which are not to hear from us


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A whole address of the web, in its normal form and without a fragment; `origin` is its scheme, host and port."""

    text: str
    host: str
    port: int
    origin: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse an address. RefusedAddress says what is missing, or not allowed in it."""
        try:
            url = httpx.URL(text.strip()).copy_with(fragment=None)
            host = url.raw_host.decode("ascii")
            _ = url.host  # what "xn--" stands for, which httpx reads before it asks: IDNAError, a UnicodeError
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise RefusedAddress(text[:200], f"no address that can be fetched: {error}") from None
        if url.scheme not in {"http", "https"} or not host:
            raise RefusedAddress(text[:200], "no address of the web: it has to begin with http:// or https://")
        if url.userinfo:
            raise RefusedAddress(str(url.copy_with(userinfo=b""))[:200], "it holds a user's name or password")
        if len(str(url)) > _LONGEST:
            raise RefusedAddress(f"{text[:200]}…", f"longer than {_LONGEST:,} characters")
        port = url.port or (443 if url.scheme == "https" else 80)
        if port > _LAST_PORT:
            raise RefusedAddress(text, f"there is no port {port}")
        if port not in _WEB_PORTS and port < _FIRST_FREE_PORT:
            raise RefusedAddress(text, f"port {port} is not one of the web (80, 443, 1024 and above)")
        return cls(text=str(url), host=host, port=port, origin=str(url.copy_with(raw_path=b"/")))

    def join(self, location: str) -> "Address":
        """The target of a redirect from here."""
        try:
            return Address.parse(str(httpx.URL(self.text).join(location)))
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise RefusedAddress(self.text, f"redirects to no address: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered; `data` is unpacked, and empty for all but a success. Names of headers are small."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class Client:
    """Asks for one address at a time. Proxies, passwords and cookies of this machine are not used.

    A name is resolved once for a connection, what comes out is checked, and that very IP address is connected to: a
    name that leads elsewhere the next time it is looked up (DNS rebinding) leads nowhere.
    """

    def __init__(self, networks: Networks, resolver: Resolver, agent: str) -> None:
        self._networks = networks
        self._resolver = resolver
        self._headers = {
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5",
            "Accept-Encoding": ACCEPTED,
        }

    async def get(self, address: Address, headers: Mapping[str, str], limit: int, *, cut: bool = False) -> Reply:
        """At most `limit` bytes, packed and unpacked; more is an error, or cut off. Redirects are not followed."""
        transport = _Pinned(self._networks, self._resolver)
        timeout = httpx.Timeout(READ, connect=CONNECT)
        try:
            async with httpx.AsyncClient(transport=transport, timeout=timeout, trust_env=False) as client:
                request = client.build_request("GET", address.text, headers={**self._headers, **headers})
                response = await client.send(request, stream=True)
                try:
                    data = await _body(address, response, limit, cut=cut) if response.is_success else b""
                finally:
                    await response.aclose()
        except httpx.HTTPError as error:
            raise _failure(address, error) from None
        except UnicodeError as error:  # httpx reads where a redirect leads, though it is not to follow it
            raise RefusedAddress(address.text, f"redirects to no address: {error}") from None
        except Unpacked as error:
            raise FetchFailed(address.text, str(error)) from None
        return Reply(status=response.status_code, headers=dict(response.headers), data=data)


class _Pinned(httpx.AsyncBaseTransport):
    """Connects to an IP address that was checked; certificate and Host header stay those of the name."""

    def __init__(self, networks: Networks, resolver: Resolver) -> None:
        self._networks = networks
        self._resolver = resolver
        self._inner = httpx.AsyncHTTPTransport(verify=_tls(), trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        failure: httpx.TransportError = httpx.ConnectError("it has no address")
        for machine in (await self._machines(request, host))[:_TRIED]:
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=machine),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _machines(self, request: httpx.Request, host: str) -> list[str]:
        """All that the name leads to, if all of it may be spoken to: a name that mixes both is not to be trusted."""
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            found = list(await asyncio.wait_for(resolve(self._resolver, host, port), CONNECT))
        except TimeoutError:
            raise httpx.ConnectTimeout(f"the name {host} is not resolved within {CONNECT:g} seconds") from None
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"there is no host {host}: {getattr(error, 'strerror', None) or error}") from None
        for machine in found:
            if kind := self._networks.refuse(machine):
                named = f"{machine} is" if machine == host or ":" in host else f"{host} is {machine},"
                raise RefusedAddress(str(request.url), f"{named} {kind}. To allow it: COMMUNIQUE_PRIVATE_NETWORKS")
        return found


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading the certificates takes 20 ms."""
    return httpx.create_ssl_context()


async def _body(address: Address, response: httpx.Response, limit: int, *, cut: bool) -> bytes:
    unpacked = unpacking(response.headers.get("content-encoding", ""), limit)
    data = bytearray()
    stated = response.headers.get("content-length", "")
    if not cut and stated.isdecimal() and int(stated[:20]) > limit:
        raise _too_large(address, limit)
    async for piece in response.aiter_raw():
        data += unpacked.feed(piece)
        if len(data) > limit or response.num_bytes_downloaded > limit:
            if cut:
                return bytes(data[:limit])
            raise _too_large(address, limit)
    unpacked.finish()
    return bytes(data)


def _too_large(address: Address, limit: int) -> FetchFailed:
    return FetchFailed(address.text, f"larger than {limit // 1024**2} MiB")


def _failure(address: Address, error: httpx.HTTPError) -> FetchFailed:
    if isinstance(error, httpx.TimeoutException):
        return FetchTimedOut(address.text, str(error) or f"no answer within {READ:g} seconds")
    if isinstance(error, httpx.ConnectError):
        return FetchFailed(address.text, f"cannot be reached: {error}")
    return FetchFailed(address.text, f"answers with no HTTP that can be read: {str(error) or type(error).__name__}")
