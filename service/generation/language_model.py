"""A language model behind an OpenAI-compatible address. The only file that knows openai."""

import asyncio
import json
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from corpus.errors import CommuniqueError, MissingPackage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_LARGEST = 256 * 1024  # bytes of a response's body
_RETRIES = 2  # retries of a request that failed in a transient way; within the same time
_AT_ONCE = 4  # concurrent requests; others wait, and waiting counts as time
_GRACE = 2.0  # seconds beyond the timeout for the event loop itself, should it be held up
_REFUSED = frozenset({400, 422})  # statuses with which endpoints refuse unknown parameters


class ModelFailure(CommuniqueError):
    """The language model gave no usable answer. The message is our own and contains nothing that was received."""


class LanguageModel:
    """Completes a conversation within `seconds`, retries and waiting included. One object serves many threads.

    What is sent goes to `url` and nowhere else: redirects are not followed, proxies and credentials of the environment
    not looked at. A loop in a thread of its own makes the time hold: what is cancelled there lets go of its connection,
    also of one that drips a byte a second.
    """

    def __init__(self, *, url: str, name: str, key: str, seconds: float, output_tokens: int) -> None:
        self.name = name
        self._seconds = seconds
        self._client = _connect(url, key, seconds)
        # If an endpoint refuses these, it is asked without them: fewer guarantees, the same checks afterwards.
        self._wishes: dict[str, Any] = {"temperature": 0, "seed": 0, "max_tokens": output_tokens}
        self._plain = False
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="language-model", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the connections; a second call does nothing."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(_GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE)
        self._loop.close()

    async def _stop(self) -> None:
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._client.close()

    def complete(self, instructions: str, data: str, schema: dict[str, Any]) -> str:
        """The model's reply to the data. ModelFailure when no complete reply came in time."""
        asked = asyncio.run_coroutine_threadsafe(self._within_time(instructions, data, schema), self._loop)
        try:
            return asked.result(self._seconds + _GRACE)
        except (TimeoutError, CancelledError):
            asked.cancel()
            raise ModelFailure(f"it did not answer within {self._seconds:g} seconds") from None

    async def _within_time(self, instructions: str, data: str, schema: dict[str, Any]) -> str:
        messages = [{"role": "system", "content": instructions}, {"role": "user", "content": data}]
        try:
            async with asyncio.timeout(self._seconds), self._slots:
                return await self._ask(messages, schema)
        except ModelFailure:
            raise
        except TimeoutError:
            raise ModelFailure(f"it did not answer within {self._seconds:g} seconds") from None
        except Exception as error:  # the client lets those of its transport through: a body that breaks off
            raise ModelFailure("its server broke off") from error

    async def _ask(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        import openai  # noqa: PLC0415 - optional

        answer = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
        try:
            if self._plain:
                return await self._send(messages, {})
            try:
                return await self._send(messages, self._wishes | {"response_format": answer})
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSED:
                    raise
                said = await self._send(messages, {})
                self._plain = True
                return said
        except openai.APIStatusError as error:
            raise ModelFailure(f"its server answered with status {error.status_code}") from None
        except openai.APITimeoutError:
            raise ModelFailure(f"it did not answer within {self._seconds:g} seconds") from None
        except openai.OpenAIError:
            raise ModelFailure("its server cannot be reached") from None

    async def _send(self, messages: list[dict[str, str]], wishes: dict[str, Any]) -> str:
        create: Any = self._client.chat.completions.with_streaming_response.create
        body = bytearray()
        async with create(model=self.name, messages=messages, **wishes) as response:
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise ModelFailure("its answer is compressed, which was not asked for")  # and may be a bomb
            async for piece in response.iter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    raise ModelFailure("its answer is too long")
        return _content(bytes(body))


def _connect(url: str, key: str, seconds: float) -> "AsyncOpenAI":
    """MissingPackage if the client is not installed."""
    try:
        import openai  # noqa: PLC0415 - optional
    except ImportError:
        needed = "COMMUNIQUE_LLM_URL names a language model, and the package that speaks to it is missing"
        raise MissingPackage(f"{needed}. Install it: pip install 'communique[llm]'") from None
    http = openai.DefaultAsyncHttpxClient(
        follow_redirects=False,
        trust_env=False,
        timeout=seconds,
        event_hooks={"response": [_leave_errors_unread]},
        headers={"Accept-Encoding": "identity"},
    )
    # All are given: the client would read missing ones from OPENAI_API_KEY and the like, and send them to the server.
    client = openai.AsyncOpenAI(
        base_url=url,
        api_key=key or "none",
        organization="",
        project="",
        timeout=seconds,
        max_retries=_RETRIES,
        http_client=http,
    )
    client.organization = client.project = client.admin_api_key = None
    return client


async def _leave_errors_unread(response: Any) -> None:
    """Do not read the body of an error: it may be endless, and the status says enough."""
    if not response.is_success:
        await response.aclose()


def _content(body: bytes) -> str:
    """The text of the first choice of a chat completion."""
    try:
        said = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        said = None
    if not isinstance(said, str):
        raise ModelFailure("its server does not answer as the interface says")
    return said
