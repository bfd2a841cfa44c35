"""Addresses are fetched within limits, politely, and nowhere that is not for us: with real servers on this machine."""

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest
from websites import HOST, Site, Table, make_fetcher, reply

from corpus.errors import FetchFailed, FetchTimedOut, GoneAddress, RefusedAddress, UnreadableSource
from corpus.fetching import Address, Fetcher, Networks, Validators, parse_networks
from corpus.fetching.pacing import Pace

compress = partial(
    gzip.compress, mtime=0
)  # no time in it: it names tests, which are to be called the same by all workers
TEXT = b"The harbour of Port Quillan is open."
MIB = 1024 * 1024


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


def refuse(address: str, kind: type[UnreadableSource], fetcher: Fetcher | None = None, seconds: float = 8.0) -> str:
    """The reason for which an address is refused, in bounded time."""
    started = time.monotonic()
    with pytest.raises(UnreadableSource) as caught:
        (fetcher or make_fetcher()).fetch(address)
    assert time.monotonic() - started < seconds
    assert type(caught.value) is kind, caught.value
    assert caught.value.place.split("?")[0] in address
    return caught.value.reason


class TestAnswers:
    def test_what_stands_there_is_fetched_with_what_the_server_says_of_it(self, site: Site) -> None:
        address = site.put("/a", TEXT, "text/plain; charset=ISO-8859-1", Last_Modified="Tue, 06 May 2031 08:00:00 GMT")
        found = make_fetcher().fetch(f" {address}#top ")
        assert (found.address, found.url, found.data) == (address, address, TEXT)
        assert (found.media_type, found.charset) == ("text/plain", "ISO-8859-1")
        assert found.validators.last_modified == "Tue, 06 May 2031 08:00:00 GMT"
        assert [asked.agent.split("/")[0] for asked in site.asked] == ["Communique"] * 2

    def test_it_is_asked_whether_what_is_known_is_still_so(self, site: Site) -> None:
        address, fetcher = site.put("/a", TEXT), make_fetcher()
        first = fetcher.fetch(address)
        again = fetcher.fetch(address, first.validators)
        assert (again.data, again.validators) == (None, first.validators)
        site.put("/a", TEXT + b" And busy.")
        changed = fetcher.fetch(address, again.validators)
        assert changed.data == TEXT + b" And busy."
        assert [asked.conditional for asked in site.asked] == [False, False, True, True]

    def test_validators_that_no_header_can_carry_are_not_sent_back(self, site: Site) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            reply(request, 200, TEXT, {"Content-Type": "text/plain", "ETag": '"h\u00e4fen"'})

        address, fetcher = site.at("/a", answer), make_fetcher()
        first = fetcher.fetch(address)
        assert fetcher.fetch(address, first.validators).data == TEXT

    def test_a_304_that_nobody_asked_for_is_an_error(self, site: Site) -> None:
        assert refuse(site.status("/a", 304), FetchFailed) == "answers 304 Not Modified"

    @pytest.mark.parametrize("status", [404, 410])
    def test_nothing_there_is_told_apart_from_other_failures(self, site: Site, status: int) -> None:
        assert refuse(site.status("/a", status), GoneAddress).startswith(f"answers {status} ")

    def test_how_long_a_host_asks_us_to_wait_is_told(self, site: Site) -> None:
        with pytest.raises(FetchFailed, match="answers 503 Service Unavailable") as caught:
            make_fetcher().fetch(site.status("/a", 503, Retry_After="120"))
        assert caught.value.wait == 120

    @pytest.mark.parametrize(
        ("stated", "wait"),
        [
            ("Tue, 06 May 2131 08:00:00 GMT", 1e9),
            ("Tue, 06 May 2131 08:00:00 -0000", 1e9),
            ("Tue, 06 May 2003 08:00:00 GMT", 0),
            ("soon", 0),
            ("Tue, 06 May 99999999999999999999 08:00:00 GMT", 0),
            ("Tue, 06 May 2131 08:00:00 +99999999999999999999", 0),
        ],
    )
    def test_a_host_may_name_the_moment_until_which_we_wait(self, site: Site, stated: str, wait: float) -> None:
        with pytest.raises(FetchFailed, match="answers 599") as caught:
            make_fetcher().fetch(site.status("/a", 599, Retry_After=stated))
        assert (caught.value.wait > wait) if wait else (caught.value.wait == 0)

    @pytest.mark.parametrize(
        ("encoding", "packed"),
        [
            ("gzip", compress(TEXT)),
            ("gzip", compress(TEXT[:9]) + compress(TEXT[9:])),
            ("deflate", zlib.compress(TEXT)),
            ("deflate", zlib.compress(TEXT, wbits=-15)),
            ("identity", TEXT),
        ],
    )
    def test_what_is_packed_is_unpacked(self, site: Site, encoding: str, packed: bytes) -> None:
        assert make_fetcher().fetch(site.put("/a", packed, Content_Encoding=encoding)).data == TEXT

    def test_permanent_redirects_say_where_a_page_stands_and_others_do_not(self, site: Site) -> None:
        site.put("/c", TEXT)
        site.redirect("/b", "/c", 302)
        found = make_fetcher().fetch(site.redirect("/a", "b", 301))
        assert (found.address, found.url) == (f"{site.address}/a", f"{site.address}/b")

    def test_the_host_is_asked_under_its_name_though_an_address_is_connected_to(self, site: Site) -> None:
        site.put("/a", TEXT)
        port = site.host.partition(":")[2]
        resolver = Table({"press.example": [HOST]})
        assert make_fetcher(resolver).fetch(f"http://press.example:{port}/a").data == TEXT
        assert {asked.host for asked in site.asked} == {f"press.example:{port}"}

    def test_the_next_machine_of_a_host_is_tried_where_the_first_does_not_answer(self, site: Site) -> None:
        site.put("/a", TEXT)
        port = site.host.partition(":")[2]
        resolver = Table({"press.example": [f"127.0.0.3 {HOST}"]})
        fetcher = make_fetcher(resolver, allowed="127.0.0.2/31")
        assert fetcher.fetch(f"http://press.example:{port}/a").data == TEXT


class TestAddressesThatAreNotForUs:
    @pytest.mark.parametrize(
        ("address", "reason"),
        [
            ("ftp://press.example/a", "no address of the web: it has to begin with http:// or https://"),
            ("file:///etc/passwd", "no address of the web: it has to begin with http:// or https://"),
            ("http:///a", "no address of the web: it has to begin with http:// or https://"),
            ("http://user:secret@press.example/a", "it holds a user's name or password"),
            ("http://press.example:25/a", "port 25 is not one of the web (80, 443, 1024 and above)"),
            (f"http://press.example/{'a' * 2000}", "longer than 2,000 characters"),
        ],
    )
    def test_an_address_of_another_kind_is_refused_before_anything_is_asked(self, address: str, reason: str) -> None:
        with pytest.raises(RefusedAddress) as caught:
            make_fetcher().fetch(address)
        assert caught.value.reason == reason
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("text", ["http://[::1", "http://a..b/", "http://\udcff/", "", "http://a:99999/"])
    def test_what_is_no_address_is_refused_as_such(self, text: str) -> None:
        with pytest.raises(UnreadableSource):
            make_fetcher(Table({})).fetch(text)

    @pytest.mark.parametrize(
        ("address", "reason"),
        [
            ("http://xn--a/", "no address that can be fetched: "),
            ("http://xn--/", "no address that can be fetched: "),
            ("http://xn--a-ecp.example/a", "no address that can be fetched: "),
            (f"http://{HOST}:65536/", "there is no port 65536"),
        ],
    )
    def test_a_host_that_no_name_can_stand_for_is_refused_before_anything_is_asked(
        self, address: str, reason: str
    ) -> None:
        with pytest.raises(RefusedAddress) as caught:
            make_fetcher(Table({})).fetch(address)
        assert caught.value.reason.startswith(reason)

    def test_a_redirect_to_such_a_host_is_told_of_the_address_that_was_asked_for(self, site: Site) -> None:
        reason = refuse(site.redirect("/a", "http://xn--a/"), RefusedAddress)
        assert reason.startswith("redirects to no address: Codepoint U+0080")

    @pytest.mark.parametrize(
        ("address", "kind"),
        [
            ("http://127.0.0.1/", "127.0.0.1 is a loopback address"),
            ("http://2130706433/", "2130706433 is 127.0.0.1, a loopback address"),
            ("http://0x7f.1/", "0x7f.1 is 127.0.0.1, a loopback address"),
            ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is a link-local address"),
            ("http://10.1.2.3/", "10.1.2.3 is a private address"),
            ("http://[::1]/", "::1 is a loopback address"),
            ("http://localhost/", "a loopback address"),
        ],
    )
    def test_a_machine_that_is_not_public_is_refused_by_its_address(self, address: str, kind: str) -> None:
        assert kind in refuse(address, RefusedAddress)

    @pytest.mark.parametrize(
        ("machine", "kind"),
        [
            ("0.0.0.0", "no address of a machine"),  # noqa: S104
            ("0.1.2.3", "a private address"),
            ("127.8.9.10", "a loopback address"),
            ("100.64.0.1", "a shared address behind a provider"),
            ("172.16.0.1", "a private address"),
            ("192.168.1.1", "a private address"),
            ("192.0.0.8", "a reserved address"),
            ("198.18.0.1", "a private address"),
            ("203.0.113.7", "a private address"),
            ("224.0.0.1", "a multicast address"),
            ("240.0.0.1", "a reserved address"),
            ("255.255.255.255", "a reserved address"),
            ("::", "no address of a machine"),
            ("::1", "a loopback address"),
            ("::127.0.0.1", "a reserved address"),
            ("::ffff:127.0.0.1", "a loopback address"),
            ("::ffff:169.254.169.254", "a link-local address"),
            ("64:ff9b::7f00:1", "a loopback address"),
            ("64:ff9b:1::1", "a reserved address"),
            ("2002:7f00:1::", "a loopback address"),
            ("2002:a9fe:a9fe::1", "a link-local address"),
            ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "a reserved address"),
            ("fc00::1", "a private address"),
            ("fd12:3456::1", "a private address"),
            ("fe80::1", "a link-local address"),
            ("fe80::1%eth0", "a link-local address"),
            ("fec0::1", "a reserved address"),
            ("ff02::1", "a multicast address"),
        ],
    )
    def test_no_address_but_a_public_one_may_be_spoken_to(self, machine: str, kind: str) -> None:
        assert Networks().refuse(machine) == kind

    @pytest.mark.parametrize(
        "machine", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
    )
    def test_public_addresses_may_be_spoken_to(self, machine: str) -> None:
        assert Networks().refuse(machine) is None

    def test_the_operator_allows_networks_and_no_others(self) -> None:
        networks = Networks(allowed=parse_networks("10.1.0.0/16, fd00::/8"))
        assert [networks.refuse(machine) for machine in ("10.1.2.3", "fd00::1", "::ffff:10.1.2.3")] == [None] * 3
        assert networks.refuse("10.2.0.1") == "a private address"
        assert Networks(allowed=parse_networks("all")).refuse("127.0.0.1") is None
        with pytest.raises(ValueError, match="localhost"):
            parse_networks("localhost")

    @pytest.mark.parametrize(
        ("target", "reason"),
        [
            ("http://127.0.0.1:{port}/secret", "127.0.0.1 is a loopback address"),
            ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is a link-local address"),
            ("http://[::ffff:127.0.0.1]:{port}/secret", "a loopback address"),
            ("//127.0.0.1:{port}/secret", "127.0.0.1 is a loopback address"),
            ("file:///etc/passwd", "no address of the web"),
            ("http://press.example:22/", "port 22 is not one of the web"),
        ],
    )
    def test_a_redirect_is_checked_like_the_first_address(self, site: Site, target: str, reason: str) -> None:
        with Site("127.0.0.1") as secret:
            secret.put("/secret", b"nobody is to read this")
            address = site.redirect("/a", target.format(port=secret.host.partition(":")[2]))
            assert reason in refuse(address, RefusedAddress)
            assert secret.asked == []

    def test_a_robots_txt_that_redirects_to_a_private_address_is_not_followed_there(self, site: Site) -> None:
        with Site("127.0.0.1") as secret:
            site.redirect("/robots.txt", f"{secret.address}/robots.txt")
            assert "127.0.0.1 is a loopback address" in refuse(site.put("/a", TEXT), RefusedAddress)
            assert secret.asked == []

    def test_a_name_that_leads_elsewhere_at_the_second_look_up_leads_nowhere(self, site: Site) -> None:
        port = site.host.partition(":")[2]
        site.put("/a", TEXT)
        resolver = Table({"press.example": [HOST, "127.0.0.1"]})
        reason = refuse(f"http://press.example:{port}/a", RefusedAddress, make_fetcher(resolver))
        assert reason.startswith("press.example is 127.0.0.1, a loopback address")
        assert site.paths() == []  # robots.txt alone was asked for, at the first look-up
        assert resolver.asked == ["press.example"] * 2  # one look-up a connection: what is checked is what is used

    def test_a_name_that_leads_to_private_machines_too_is_refused(self) -> None:
        resolver = Table({"press.example": ["93.184.216.34 10.0.0.1"]})
        reason = refuse("http://press.example/a", RefusedAddress, make_fetcher(resolver))
        assert reason.startswith("press.example is 10.0.0.1, a private address")

    def test_a_host_that_is_not_there_is_named(self) -> None:
        reason = refuse("http://press.example/a", FetchFailed, make_fetcher(Table({})))
        assert "there is no host press.example: Name or service not known" in reason


def forever(site: Site, write: Callable[[BaseHTTPRequestHandler, int], None], pause: float) -> Callable[..., None]:
    """Goes on until the site closes, or the one who asked has gone."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        for number in count():
            write(request, number)
            request.wfile.flush()
            if site.closing.wait(pause):
                break

    return answer


class TestServersThatMeanNoGood:
    def test_a_body_that_never_ends_is_left(self, site: Site) -> None:
        def write(request: BaseHTTPRequestHandler, number: int) -> None:
            if not number:
                request.send_response(200)
                request.end_headers()
            request.wfile.write(b"a" * MIB)

        assert refuse(site.at("/a", forever(site, write, 0)), FetchFailed) == "larger than 64 MiB"

    def test_a_body_that_says_it_is_too_large_is_left(self, site: Site) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", str(65 * MIB))
            request.end_headers()
            request.wfile.write(b"a")
            site.closing.wait()

        assert refuse(site.at("/a", answer), FetchFailed, seconds=2) == "larger than 64 MiB"

    @pytest.mark.parametrize("what", ["headers", "body"])
    def test_what_drips_is_left_when_time_is_up(self, site: Site, what: str) -> None:
        def write(request: BaseHTTPRequestHandler, number: int) -> None:
            if not number:
                request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if what == "body" else b"X-Drip: "))
            request.wfile.write(b"a")

        address = site.at("/a", forever(site, write, 0.05))
        assert refuse(address, FetchTimedOut, make_fetcher(seconds=1)) == "takes longer than 1 seconds"

    def test_a_robots_txt_that_never_answers_is_left_when_time_is_up(self, site: Site) -> None:
        site.at("/robots.txt", lambda _: site.closing.wait())
        address = site.put("/a", TEXT)
        assert refuse(address, FetchTimedOut, make_fetcher(seconds=1)) == "takes longer than 1 seconds"

    def test_a_name_that_is_never_resolved_is_left_when_time_is_up(self) -> None:
        done = threading.Event()

        class Slow:
            def addresses(self, host: str, port: int) -> list[str]:  # noqa: ARG002
                done.wait()
                return []

        assert refuse("http://press.example/", FetchTimedOut, make_fetcher(Slow(), seconds=1)) == (
            "takes longer than 1 seconds"
        )
        done.set()

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    def test_a_bomb_is_not_unpacked_beyond_the_limit(self, site: Site, encoding: str) -> None:
        bomb = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
        packed = b"".join(bomb.compress(bytes(MIB)) for _ in range(256)) + bomb.flush()
        assert len(packed) < MIB / 2  # four times what is taken once unpacked
        assert refuse(site.put("/a", packed, Content_Encoding=encoding), FetchFailed) == "larger than 64 MiB"

    @pytest.mark.parametrize(
        ("encoding", "packed", "reason"),
        [
            ("br", b"\x1b", "it is encoded as 'br', which was not asked for"),
            (
                "gzip, gzip",
                compress(compress(TEXT)),
                "it is encoded as 'gzip, gzip', which was not asked for",
            ),
            ("gzip", TEXT, "it cannot be unpacked: Error -3 while decompressing data: incorrect header check"),
            ("gzip", compress(TEXT)[:-4], "it is cut off: what is packed has no end"),
        ],
    )
    def test_what_cannot_be_unpacked_is_refused(self, site: Site, encoding: str, packed: bytes, reason: str) -> None:
        assert refuse(site.put("/a", packed, Content_Encoding=encoding), FetchFailed) == reason

    def test_redirects_in_a_circle_are_left(self, site: Site) -> None:
        site.redirect("/b", "/a")
        address = site.redirect("/a", "/b")
        assert refuse(address, FetchFailed) == f"redirects in a circle, back to {address}"

    def test_redirects_without_an_end_are_left(self, site: Site) -> None:
        for number in range(20):
            site.redirect(f"/{number}", f"/{number + 1}")
        assert refuse(f"{site.address}/0", FetchFailed) == "redirects more than 5 times"
        assert len(site.paths()) == 6

    def test_huge_headers_are_left(self, site: Site) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * MIB + b"\r\n\r\n")

        assert refuse(site.at("/a", answer), FetchFailed).startswith("answers with no HTTP that can be read: ")

    @pytest.mark.parametrize(
        "said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"]
    )
    def test_what_is_no_http_or_breaks_off_is_refused(self, site: Site, said: bytes) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(said)
            request.close_connection = True

        reason = refuse(site.at("/a", answer), FetchFailed)
        assert reason.startswith("answers with no HTTP that can be read: ")

    def test_a_port_where_nobody_listens_is_named(self, site: Site) -> None:
        with Site() as closed:
            address = f"{closed.address}/a"
        assert site.address != closed.address
        assert "cannot be reached" in refuse(address, FetchFailed)


class TestRobots:
    def rules(self, site: Site, text: str) -> None:
        site.put("/robots.txt", text, "text/plain")

    def test_what_a_host_does_not_allow_is_not_asked_for(self, site: Site) -> None:
        self.rules(site, "User-agent: *\nDisallow: /private\n\nUser-agent: Other\nDisallow: /\n")
        reason = refuse(site.put("/private/a", TEXT), RefusedAddress)
        assert reason == "the robots.txt of its host does not allow it"
        assert make_fetcher().fetch(site.put("/a", TEXT)).data == TEXT
        assert site.paths() == ["/a"]

    def test_what_is_said_to_us_by_name_counts(self, site: Site) -> None:
        self.rules(site, "User-agent: communique\nDisallow: /a\n\nUser-agent: *\nAllow: /\n")
        refuse(site.put("/a", TEXT), RefusedAddress)

    def test_a_redirect_leads_to_nothing_that_is_not_allowed(self, site: Site) -> None:
        self.rules(site, "User-agent: *\nDisallow: /private\n")
        site.put("/private", TEXT)
        reason = refuse(site.redirect("/a", "/private"), RefusedAddress)
        assert reason == f"redirects to {site.address}/private: the robots.txt of its host does not allow it"

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_without_a_robots_txt_everything_is_allowed(self, site: Site, status: int) -> None:
        site.status("/robots.txt", status)
        assert make_fetcher().fetch(site.put("/a", TEXT)).data == TEXT

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_where_it_cannot_be_read_nothing_is_allowed(self, site: Site, status: int) -> None:
        site.status("/robots.txt", status)
        reason = refuse(site.put("/a", TEXT), FetchFailed)
        assert reason.startswith(f"its host's rules cannot be read, so it is not fetched ({site.address}/robots.txt: ")
        assert site.paths() == []

    def test_it_is_read_once_for_a_day(self, site: Site) -> None:
        now = [0.0]
        networks = Networks(allowed=parse_networks(f"{HOST}/32"))
        fetcher = Fetcher(networks, pause=0, clock=lambda: now[0])
        address = site.put("/a", TEXT)
        for hours in (0, 1, 23, 25):
            now[0] = hours * 3600.0
            fetcher.fetch(address)
        assert [asked.path for asked in site.asked].count("/robots.txt") == 2

    def test_garbage_in_it_is_passed_over(self, site: Site) -> None:
        site.put("/robots.txt", b"\xff\xfe\x00 garbage \x80\nDisallow /\n" * 40_000)
        assert make_fetcher().fetch(site.put("/a", TEXT)).data == TEXT


class TestPace:
    def test_two_requests_to_one_host_are_a_pause_apart_and_other_hosts_do_not_wait(self) -> None:
        now = [100.0]
        pace = Pace(1.0, clock=lambda: now[0])
        assert [pace.reserve("a", 0.0, 60.0) for _ in range(3)] == [0.0, 1.0, 2.0]
        assert pace.reserve("b", 0.0, 60.0) == 0.0
        now[0] = 110.0
        assert pace.reserve("a", 0.0, 60.0) == 0.0

    def test_a_host_that_asks_for_more_gets_it_and_who_cannot_wait_leaves_the_slot(self) -> None:
        pace = Pace(1.0, clock=lambda: 100.0)
        assert [pace.reserve("a", 50.0, 60.0) for _ in range(4)] == [0.0, 50.0, 100.0, 100.0]

    def test_the_fetcher_keeps_the_pace(self, site: Site) -> None:
        fetcher, address = make_fetcher(pause=0.3), site.put("/a", TEXT)
        started = time.monotonic()
        for _ in range(3):
            fetcher.fetch(address)
        assert time.monotonic() - started >= 0.6

    def test_waiting_for_our_turn_does_not_count_as_slowness_of_the_host(self, site: Site) -> None:
        fetcher, address = make_fetcher(pause=1.5, seconds=1), site.put("/a", TEXT)
        assert [fetcher.fetch(address).data for _ in range(2)] == [TEXT] * 2

    def test_a_delay_that_nobody_can_wait_for_is_named(self, site: Site) -> None:
        site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n", "text/plain")
        fetcher, address = make_fetcher(), site.put("/a", TEXT)
        fetcher.fetch(address)
        with pytest.raises(FetchFailed, match=r"its host is to be asked again in 3\d\d\d seconds only") as caught:
            fetcher.fetch(address)
        assert caught.value.wait > 3000


def test_it_can_be_fetched_where_a_loop_is_running_already(site: Site) -> None:
    async def notebook() -> bytes | None:
        return make_fetcher().fetch(site.put("/a", TEXT)).data

    assert asyncio.run(notebook()) == TEXT


def test_an_address_has_one_form() -> None:
    written = ("HTTP://Press.Example:80/a b?q=ü#top", "http://press.example/a%20b?q=%C3%BC")
    assert {Address.parse(text).text for text in written} == {"http://press.example/a%20b?q=%C3%BC"}
    assert Address.parse("https://Ünïcode.example/").host == "xn--ncode-cta3g.example"


def test_validators_are_sent_only_where_there_are_some() -> None:
    assert Validators().headers() == {}
    assert Validators(etag='"a"', last_modified="b").headers() == {"If-None-Match": '"a"', "If-Modified-Since": "b"}
