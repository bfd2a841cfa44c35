"""Every setting, read from COMMUNIQUE_* once, at start. Only the service reads settings."""

import difflib
import os
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import CommuniqueError
from corpus.fetching import parse_networks
from index.embedding import DEFAULT_MODEL
from index.ranking.reranker import BUNDLED_READER
from service.listen_address import HOST, PORT
from service.rate import Rate

PREFIX = "COMMUNIQUE_"


class SettingsError(CommuniqueError):
    """A setting that is unknown, or has a value that it cannot have."""


class Settings(BaseSettings):
    """What an operator may set; each field is an environment setting of its name in capitals after COMMUNIQUE_."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="Folder of the catalog and the index.")
    host: str = Field(HOST, description="Address that `communique serve` listens on.")
    port: int = Field(PORT, ge=0, le=65535, description="Port that `communique serve` listens on; 0 takes a free one.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Names that clients call this machine, beside its loopback names and the address it listens on, "
        "separated by commas, or `all`. A request that names another host answers 421.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, "
        "separated by commas.",
    )
    rate_per_address: Annotated[Rate | None, NoDecode] = Field(
        None, description="Requests that one address may send, as `60/minute`; beyond, 429. None: any number."
    )
    rate_per_key: Annotated[Rate | None, NoDecode] = Field(
        None, description="Requests that may be sent with one key, as `600/minute`; beyond, 429. None: any number."
    )
    write_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Keys for `Authorization: Bearer …`, separated by commas. None: HTTP writes answer 403."
    )
    model: str = Field(
        DEFAULT_MODEL,
        min_length=1,
        description="Embedding model: the default comes with the installation; else a folder, a name on the "
        "Hugging Face hub (fetched once), or `hashing` (no weights, same words only).",
    )
    reader: str = Field(
        BUNDLED_READER,
        min_length=1,
        description="What reads question and passage together: `bundled`, `none`, a folder, or the name of a "
        "cross-encoder on the Hugging Face hub (fetched once).",
    )
    passage_tokens: int = Field(180, ge=16, le=4096, description="Tokens (cl100k) that a passage aims at.")
    answer_threshold: float = Field(0.32, ge=0, le=1, description="Confidence from which on an answer is `answered`.")
    partial_threshold: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Without such confidence: probability that the nearest release is on the matter, from which on an "
        "answer is `partial`; below it, `not_found`.",
    )
    llm_model: str = Field("", description="Name of the language model, as its server calls it.")
    llm_url: str = Field(
        "",
        description="Address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1: its language model "
        "rephrases what was found. Questions and sentences of releases are sent there. None: no language model.",
    )
    llm_key: SecretStr = Field(SecretStr(""), description="Key that the language model's server asks for.")
    llm_timeout: float = Field(
        20.0, gt=0, le=600, description="Seconds that it may take for one answer, all tries together."
    )

    @field_validator("llm_url")
    @classmethod
    def _check_address(cls, value: str, info: ValidationInfo) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0):
            raise ValueError("no address of a server, as http://127.0.0.1:8080/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("an address alone is taken; a key goes into COMMUNIQUE_LLM_KEY")
        if value and not info.data.get("llm_model"):
            raise ValueError("needs COMMUNIQUE_LLM_MODEL, the name of the model")
        return value

    conversations: bool = Field(
        default=False, description="Keep conversations that clients begin, until they are deleted."
    )
    private_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (),
        description="Networks that may be fetched from though they are not public, separated by commas "
        "(`10.1.0.0/16,127.0.0.0/8`), or `all`.",
    )
    fetch_pause: float = Field(
        1.0, ge=0, le=600, description="Seconds between two requests to one host; 0 for a site of your own."
    )

    follow_every: float = Field(
        60.0, ge=0, le=525_600, description="Minutes between two looks at a source; 0: none in `serve`."
    )

    @field_validator("private_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: Any) -> Any:
        return parse_networks(value) if isinstance(value, str) else value

    @field_validator("rate_per_address", "rate_per_key", mode="before")
    @classmethod
    def _parse_rate(cls, value: Any) -> Any:
        return (Rate.parse(value) if value.strip() else None) if isinstance(value, str) else value

    @field_validator("write_keys", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())


def read_settings(**given: Any) -> Settings:
    """The settings of the environment; what is given goes before it. SettingsError names what is wrong."""
    check_names([*os.environ, *(f"{PREFIX}{name.upper()}" for name in given)])
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problems = (
            f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors(include_input=False)
        )
        raise SettingsError("; ".join(problems)) from None


def check_names(names: Iterable[str]) -> None:
    """SettingsError for a COMMUNIQUE_ name that is none of ours: a misspelt setting is not to be passed over."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(names):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f". Known are: {', '.join(sorted(known))}"
            raise SettingsError(f"there is no setting {name}{hint}")
