"""GET /metrics"""

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.assembly import Communique


def read(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Each sample by its name and labels, as Prometheus reads them."""
    response = client.get("/metrics")
    assert response.status_code == 200
    families = text_string_to_metric_families(response.text)
    return {(each.name, frozenset(each.labels.items())): each.value for one in families for each in one.samples}


def requests(client: TestClient, method: str, route: str, status: int) -> float:
    labels = {"method": method, "route": route, "status": str(status)}
    return read(client).get(("communique_requests_total", frozenset(labels.items())), 0)


def test_a_request_is_counted_by_its_route_and_never_by_what_was_asked(client: TestClient) -> None:
    client.get("/v1/search", params={"q": "a secret question"})
    client.get("/v1/search")
    client.get("/v1/releases/nobody-knows-this")
    assert requests(client, "GET", "/v1/search", 200) == 1
    assert requests(client, "GET", "/v1/search", 422) == 1
    assert requests(client, "GET", "/v1/releases/{release_id:path}", 404) == 1
    text = client.get("/metrics").text
    assert "secret" not in text
    assert "nobody-knows" not in text


def test_paths_and_methods_without_end_are_one(client: TestClient) -> None:
    for number in range(3):
        client.get(f"/nothing/{number}")
        client.request(f"WORD{number}", "/nothing")
    assert requests(client, "GET", "other", 404) == 3
    assert "WORD" not in client.get("/metrics").text


def test_it_tells_how_much_is_indexed(client: TestClient, communique: Communique) -> None:
    manifest = communique.manifest()
    samples = read(client)
    assert samples["communique_releases", frozenset()] == manifest.releases > 0
    assert samples["communique_passages", frozenset()] == manifest.passages > 0
    communique.remove("fisheries-treaty")
    assert read(client)["communique_releases", frozenset()] == manifest.releases - 1


def test_it_tells_how_long_answers_took_and_that_none_is_left(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "Who signed the fisheries treaty?"})
    samples = read(client)
    route = frozenset({("route", "/v1/ask")})
    assert samples["communique_request_seconds_count", route] == 1
    assert samples["communique_request_seconds_sum", route] > 0
    assert samples["communique_requests_running", frozenset()] == 1  # the one that asks
