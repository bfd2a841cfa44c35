"""Every setting, from the environment and from keywords."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from index.embedding import DEFAULT_MODEL
from service.settings import Settings, SettingsError, check_names, read_settings


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COMMUNIQUE_{name.upper()}", raising=False)


def test_without_any_setting_the_defaults_hold() -> None:
    assert read_settings().model_dump() == {
        "data": Path("data"),
        "host": "127.0.0.1",
        "port": 8000,
        "allowed_hosts": (),
        "trusted_proxies": (),
        "rate_per_address": None,
        "rate_per_key": None,
        "write_keys": (),
        "model": DEFAULT_MODEL,
        "reader": "bundled",
        "passage_tokens": 180,
        "answer_threshold": 0.32,
        "partial_threshold": 0.5,
        "private_networks": (),
        "fetch_pause": 1.0,
        "follow_every": 60.0,
        "conversations": False,
        "llm_model": "",
        "llm_url": "",
        "llm_key": SecretStr(""),
        "llm_timeout": 20.0,
    }


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("conversations", "true", True),
        ("data", "/srv/releases", Path("/srv/releases")),
        ("host", "::1", "::1"),
        ("port", "0", 0),
        ("write_keys", "one, two ,,three", (SecretStr("one"), SecretStr("two"), SecretStr("three"))),
        ("allowed_hosts", "press.example, www.press.example", ("press.example", "www.press.example")),
        ("trusted_proxies", "10.1.0.7, ::1", (ip_network("10.1.0.7/32"), ip_network("::1/128"))),
        ("rate_per_address", "60/minute", {"times": 60, "seconds": 60}),
        ("rate_per_key", "", None),
        ("write_keys", " , ", ()),
        ("model", "hashing", "hashing"),
        ("passage_tokens", "64", 64),
        ("answer_threshold", "0.75", 0.75),
        ("partial_threshold", "0", 0.0),
        ("private_networks", "10.1.0.0/16, ::1/128", (ip_network("10.1.0.0/16"), ip_network("::1/128"))),
        ("private_networks", "all", (ip_network("0.0.0.0/0"), ip_network("::/0"))),
        ("fetch_pause", "0", 0.0),
        ("follow_every", "15", 15.0),
        ("llm_model", "invented-1", "invented-1"),
        ("llm_key", "sk-1", SecretStr("sk-1")),
        ("llm_timeout", "2.5", 2.5),
    ],
)
def test_a_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: Any
) -> None:
    monkeypatch.setenv(f"COMMUNIQUE_{name.upper()}", value)
    assert read_settings().model_dump() == read_settings_without(monkeypatch, name) | {name: read}


def read_settings_without(monkeypatch: pytest.MonkeyPatch, name: str) -> dict[str, Any]:
    with monkeypatch.context() as inner:
        inner.delenv(f"COMMUNIQUE_{name.upper()}")
        return read_settings().model_dump()


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PORT", "9000")
    assert read_settings(port=9001).port == 9001
    assert read_settings(port=None).port == 9000


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("port", "many", "valid integer"),
        ("port", "65536", "less than or equal to 65535"),
        ("port", "-1", "greater than or equal to 0"),
        ("model", "", "at least 1 character"),
        ("passage_tokens", "15", "greater than or equal to 16"),
        ("passage_tokens", "4097", "less than or equal to 4096"),
        ("answer_threshold", "1.1", "less than or equal to 1"),
        ("partial_threshold", "-0.1", "greater than or equal to 0"),
        ("partial_threshold", "nan", "less than or equal to 1"),
        ("follow_every", "1e300", "less than or equal to 525600"),
        ("follow_every", "inf", "less than or equal to 525600"),
        ("rate_per_address", "60 a minute", "a number and a period, as 60/minute"),
        ("rate_per_key", "0/hour", "a number and a period"),
        ("trusted_proxies", "proxy.example", "does not appear to be an IPv4 or IPv6 network"),
        ("llm_timeout", "0", "greater than 0"),
        ("llm_timeout", "inf", "less than or equal to 600"),
        ("llm_url", "http://127.0.0.1:8080/v1", "needs COMMUNIQUE_LLM_MODEL"),
        ("llm_url", "127.0.0.1:8080", "no address of a server"),
        ("llm_url", "ftp://127.0.0.1/v1", "no address of a server"),
        ("llm_url", "http://127.0.0.1:80800/v1", "Port out of range"),
        ("llm_url", "http://:8080/v1", "no address of a server"),
        ("llm_url", "http://me:secret@127.0.0.1/v1", "a key goes into COMMUNIQUE_LLM_KEY"),
        ("llm_url", "http://127.0.0.1/v1?key=secret", "a key goes into COMMUNIQUE_LLM_KEY"),
        ("llm_url", "http://[::1/v1", "Invalid IPv6 URL"),
    ],
)
def test_a_value_that_cannot_be_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    variable = f"COMMUNIQUE_{name.upper()}"
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=rf"^{variable}: .*{problem}"):
        read_settings()


def test_every_wrong_value_is_named_and_none_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_PORT", "hunter2")
    monkeypatch.setenv("COMMUNIQUE_PASSAGE_TOKENS", "1")
    with pytest.raises(SettingsError, match=r"COMMUNIQUE_PORT: .*; COMMUNIQUE_PASSAGE_TOKENS: ") as raised:
        read_settings()
    assert "hunter2" not in str(raised.value)


def test_an_address_goes_with_the_name_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_LLM_URL", "https://models.example/v1")
    monkeypatch.setenv("COMMUNIQUE_LLM_MODEL", "invented-1")
    assert read_settings().llm_url == "https://models.example/v1"


def test_the_key_of_the_language_model_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMUNIQUE_LLM_KEY", "hunter2")
    settings = read_settings()
    assert settings.llm_key.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_misspelt_keyword_is_refused() -> None:
    with pytest.raises(SettingsError, match="there is no setting COMMUNIQUE_MODLE; did you mean COMMUNIQUE_MODEL"):
        read_settings(modle="hashing")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("COMMUNIQUE_WRITE_KEY", "there is no setting COMMUNIQUE_WRITE_KEY; did you mean COMMUNIQUE_WRITE_KEYS?"),
        ("communique_prot", "there is no setting communique_prot; did you mean COMMUNIQUE_PORT?"),
        ("COMMUNIQUE_ZZZZZZZZZZZZ", "there is no setting COMMUNIQUE_ZZZZZZZZZZZZ. Known are: COMMUNIQUE_ALLOWED"),
    ],
)
def test_a_misspelt_setting_is_refused_with_what_is_meant(name: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        check_names({"PATH": "", name: "1"})
    assert str(raised.value).startswith(said)


def test_settings_are_frozen_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1


def test_no_secret_is_shown() -> None:
    settings = read_settings(write_keys="a-long-secret", llm_key="sk-other-secret")
    assert "secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
