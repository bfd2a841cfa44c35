// Answers as text to take along: for the clipboard, as Markdown, as HTML. Addresses are whole ones.

import { narrowingOf } from "./filters.js";
import { piecesOf } from "./pieces.js";
import { dayOf, permalink, webAddress } from "./text.js";

const UNSAID = "The releases do not say.";

function addressOf(citation) {
  return new URL(permalink(citation), location.origin).href;
}

function dateOf({ published }) {
  return published ? dayOf(published) : "undated";
}

function sourceOf(citation) {
  return webAddress(citation.fragment_url ?? citation.source_url)?.href ?? null;
}

/** The answer, then one line a citation: "[1] Title, 21 October 2020, http://…". */
export function plainAnswer({ question, answer }) {
  const lines = answer.citations.map((each) => `[${each.number}] ${each.title}, ${dateOf(each)}, ${addressOf(each)}`);
  return [question, "", answer.answer ?? UNSAID, "", ...lines].join("\n");
}

/** The same as HTML, for a document or a mail. */
export function htmlAnswer({ question, answer }) {
  const items = answer.citations.map((each) =>
    `<li value="${each.number}"><a href="${escaped(addressOf(each))}">${escaped(each.title)}</a>, ${escaped(dateOf(each))}</li>`);
  return `<p><b>${escaped(question)}</b></p>${piecesOf(answer).map(htmlPiece).join("")}<ol>${items.join("")}</ol>`;
}

function htmlPiece(piece) {
  const said = `<p>${escaped(piece.text)} ${numbersOf(piece)}</p>`;
  return piece.verbatim ? `<blockquote>${said}</blockquote>` : said;
}

function numbersOf({ citations }) {
  return citations.map(({ number }) => `[${number}]`).join("");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The whole talk as Markdown. Quotes are escaped, so that they read word for word. */
export function markdownTalk(turns, when) {
  const head = ["# A talk with the releases", "", `${when.toISOString().slice(0, 10)}, ${location.origin}`];
  return `${[...head, ...turns.flatMap(markdownTurn)].join("\n")}\n`;
}

function markdownTurn(turn) {
  const lines = ["", `## ${escapedMarkdown(turn.question)}`, "", ...readingLines(turn)];
  const { answer } = turn;
  if (turn.state !== "done") return [...lines, "*Not answered.*"];
  if (answer.status === "not_found") return [...lines, UNSAID, ...(answer.reason ? ["", escapedMarkdown(answer.reason)] : [])];
  const notes = [answer.status === "partial" ? answer.reason : null, answer.note].filter((said) => said);
  return [...lines, ...markdownPieces(answer), ...notes.flatMap((said) => [escapedMarkdown(said), ""]), ...references(answer)];
}

function readingLines({ question, filters, answer }) {
  const read = answer?.standalone_question ?? question;
  const narrowed = narrowingOf(filters);
  return [
    ...(read === question ? [] : [`*Read as: ${escapedMarkdown(read)}*`, ""]),
    ...(narrowed ? [`*Only ${escapedMarkdown(narrowed)}*`, ""] : []),
  ];
}

function markdownPieces(answer) {
  return piecesOf(answer).flatMap((piece) => {
    const lines = `${escapedMarkdown(piece.text)} ${escapedMarkdown(numbersOf(piece))}`.trim().split("\n");
    return [...lines.map((line) => (piece.verbatim ? `> ${line}`.trimEnd() : line)), ""];
  });
}

/** A quote that the answer puts into other words stands here. */
function references({ answer, citations }) {
  return citations.map((each) => {
    const source = sourceOf(each);
    const link = `[${escapedMarkdown(each.title)}](${addressOf(each)})`;
    const quote = answer.includes(each.quote) ? "" : `: “${escapedMarkdown(each.quote.replaceAll(/\s+/g, " "))}”`;
    return `${each.number}. ${link}, ${dateOf(each)}${source ? ` ([source](<${source}>))` : ""}${quote}`;
  });
}

/** No letter of a quote may turn into a list, a heading or emphasis. */
function escapedMarkdown(text) {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&").replace(/^(\s*)([-+])/gm, "$1\\$2").replace(/^(\s*\d+)([.)])/gm, "$1\\$2");
}

/** The whole talk as JSON: each question with what the service answered, as it answered. */
export function jsonTalk(turns, when) {
  const told = turns.map(({ question, filters, answer, state }) => ({ question, filters, answer: state === "done" ? answer : null }));
  return JSON.stringify({ object: "talk", exported: when.toISOString(), service: location.origin, turns: told }, null, 2);
}
