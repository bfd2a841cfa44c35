// One turn of the talk as it is shown: the question, how it was read, and what came of it.

import { answerNodes, growingNodes } from "./answer.js";
import { copyAnswer } from "./copying.js";
import { button, element, problemNode } from "./dom.js";
import { narrowingOf } from "./filters.js";
import { permalink } from "./text.js";

/**
 * A turn: {question, filters, state, answer, problem}. `state` is "asking", "done", "stopped" or "failed"; `answer` is
 * the whole one when done, else what has come of it, null before anything has.
 */
export function newTurn(question, filters) {
  return { question, filters, state: "asking", answer: null, problem: null };
}

/** The article of the turn, the first being number 1; `retry` asks it again. */
export function turnNode(turn, number, retry) {
  const id = `turn-${number}`;
  const heading = element("h2", { id: `${id}-question`, class: "question", dir: "auto" }, turn.question);
  const node = element("article", { class: "turn", id, tabindex: "-1", "aria-labelledby": heading.id });
  node.append(heading, element("p", { class: "read-as" }), element("div", { class: "reply" }));
  showTurn(node, turn, retry);
  return node;
}

/** Brings the article to what is known of the turn now. What the person has opened stays open. */
export function showTurn(node, turn, retry) {
  const reply = node.querySelector(".reply");
  const wasOpen = reply.querySelector(".behind")?.open ?? false;
  showReading(node.querySelector(".read-as"), turn);
  reply.replaceChildren(...replyNodes(turn, retry).filter((part) => part !== null));
  reply.setAttribute("aria-busy", String(turn.state === "asking"));
  const behind = reply.querySelector(".behind");
  if (behind && wasOpen) behind.open = true;
}

/** Which releases were looked at, and how a question that leans on the talk was read. */
function showReading(line, { question, filters, answer }) {
  const read = answer?.standalone_question ?? question;
  const narrowed = narrowingOf(filters);
  const parts = [read === question ? null : `Read as: ${read}`, narrowed ? `Only ${narrowed}` : null];
  line.textContent = parts.filter((part) => part !== null).join(" · ");
  line.hidden = !line.textContent;
}

function replyNodes(turn, retry) {
  const { state, problem } = turn;
  const answer = asKnown(turn);
  const said = answer ? growingNodes(answer) : [];
  if (state === "asking") return answer ? said : [element("p", { class: "searching quiet" }, "Searching…")];
  if (state === "done") return [...answerNodes(answer), actions(turn)];
  const heard = answer?.answer ? said : [];
  const ended = state === "stopped" ? element("p", { class: "quiet" }, "Stopped.") : problemNode(problem);
  return [...heard, ended, element("p", { class: "actions" }, button("Ask again", retry))];
}

/** A passage of an earlier time may be another by now: it is linked with its version, as citations are. */
function asKnown({ answer, filters }) {
  if (!answer || !filters.as_of) return answer;
  return { ...answer, passages: answer.passages.map((each) => ({ ...each, url: permalink(each, each.version) })) };
}

function actions(turn) {
  if (turn.answer.status === "not_found") return null;
  return element("p", { class: "actions" }, button("Copy with references", (pressed) => copyAnswer(turn, pressed)));
}
