// One question to the service, with the talk before it.

import { BROKEN_OFF, Problem, problemFrom, reach, readJson, UNREADABLE } from "./service.js";
import { eventsOf } from "./stream.js";

const MOST_TURNS = 40; // the service reads no more
const UNSAID = "The releases do not say.";

/**
 * The answer as it comes: each time all that is known of it so far, {passages, answer, citations}; at last
 * the whole. Throws a Problem. Where the service does not stream, the whole is all that comes.
 */
export async function* ask({ question, filters }, earlier, signal) {
  const { as_of, ...narrowing } = filters;
  const body = { question, filters: narrowing, as_of, conversation: conversationOf(earlier), stream: true };
  const response = await reach("/v1/ask", requestOf(body, signal));
  if (!isStream(response)) {
    yield await wholeOf(response, signal);
    return;
  }
  yield* gather(eventsOf(response.body), signal);
}

function requestOf(body, signal) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal };
}

function isStream(response) {
  return response.ok && (response.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
}

async function wholeOf(response, signal) {
  const body = await readJson(response, signal);
  if (!response.ok) throw problemFrom(response.status, body);
  if (body === null) throw UNREADABLE;
  return body;
}

async function* gather(events, signal) {
  let known = { passages: [], answer: "", citations: [] };
  try {
    for await (const { name, data } of events) {
      if (name === "error") throw problemFrom(data.status, data);
      if (name === "answer.completed") {
        yield data;
        return;
      }
      known = grown(known, name, data);
      yield known;
    }
  } catch (error) {
    throw signal.aborted || error instanceof Problem ? error : BROKEN_OFF;
  }
  throw BROKEN_OFF;
}

function grown(known, name, data) {
  if (name === "answer.created") return { ...known, ...data };
  if (name === "answer.passages") return { ...known, passages: data.passages };
  if (name === "answer.delta") return { ...known, answer: known.answer + data.text };
  if (name === "answer.citation") return { ...known, citations: [...known.citations, data] };
  return known; // an event that a later service may send
}

/** The turns before, as the service takes them; what failed or was stopped has said nothing. */
export function conversationOf(earlier) {
  const turns = earlier.filter(({ state }) => state === "done").flatMap(({ question, answer }) => [
    { role: "user", text: question },
    { role: "assistant", text: answer.answer ?? answer.reason ?? UNSAID, citations: answer.citations.map(placeOf) },
  ]);
  return turns.slice(-MOST_TURNS);
}

function placeOf({ release_id, start, end }) {
  return { release_id, start, end };
}
