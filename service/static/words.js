// Answers as text to take along: for the clipboard, as Markdown, as HTML. Addresses are whole ones.

import { narrowingOf } from "./filters.js";
import { excerptsOf, placesOf, quoted, tellSource, tellTimes } from "./references.js";
import { webAddress } from "./text.js";

const HEADLINES = {
  answered: "The releases say:",
  partial: "Related, but no answer:",
  not_found: "The releases do not say.",
};

/** What the status says, and why where there is a reason. */
function headlineOf({ status, reason }) {
  return [HEADLINES[status], reason].filter((said) => said).join(" ");
}

function understoodOf({ question, standalone_question: read }) {
  return read && read !== question ? [`Read as: ${read}`] : [];
}

/** What a language model told of the quotes, where one did. */
function toldOf({ answer, model }) {
  return model?.llm && answer ? [answer] : [];
}

function notesOf({ note, next_cursor, citations }) {
  return [note, next_cursor ? "More sentences belong to this answer." : null, ...citations.map(tellTimes)].filter((each) => each);
}

/** The answer as plain text: the question, what is said, each quote in quotation marks, then where each stands. */
export function plainAnswer({ question, answer }) {
  const quotes = excerptsOf(answer.citations).map(quoted);
  const references = answer.citations.map(plainReference).join("\n");
  const said = [...understoodOf(answer), headlineOf(answer), ...toldOf(answer), ...quotes, ...notesOf(answer), references];
  return [question, ...said].filter((part) => part).join("\n\n");
}

function plainReference(citation) {
  const source = citation.source_url ? `, ${citation.source_url}` : "";
  return `[${citation.number}] ${tellSource(citation)}${source}: ${placesOf(citation).join(", also ")}`;
}

/** The same as HTML, for a document or a mail. */
export function htmlAnswer({ question, answer }) {
  const quotes = excerptsOf(answer.citations).map((excerpt) => `<blockquote>${paragraph(quoted(excerpt))}</blockquote>`);
  const before = [...understoodOf(answer), headlineOf(answer), ...toldOf(answer)].map(paragraph);
  const references = answer.citations.map(htmlReference).join("<br>");
  const said = [`<p><b>${escaped(question)}</b></p>`, ...before, ...quotes, ...notesOf(answer).map(paragraph)];
  return `${said.join("")}${references ? `<p>${references}</p>` : ""}`;
}

/** Lines stay lines. */
function paragraph(text) {
  return `<p>${escaped(text).replaceAll(/\r\n|\n|\r/g, "<br>")}</p>`;
}

function htmlReference(citation) {
  const source = sourceOf(citation);
  const named = source ? `, <a href="${escaped(source)}">${escaped(citation.source_url)}</a>` : "";
  const places = placesOf(citation).map((place) => `<a href="${escaped(place)}">${escaped(place)}</a>`);
  return `[${citation.number}] ${escaped(tellSource(citation))}${named}: ${places.join(", also ")}`;
}

/** The source's own address, at the quote where a browser can find it; null where it is none for the web. */
function sourceOf({ fragment_url, source_url }) {
  return webAddress(fragment_url ?? source_url)?.href ?? null;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The whole talk as Markdown. Quotes are escaped, so that they read word for word. */
export function markdownTalk(turns, when) {
  const head = ["# A talk with the releases", "", `${when.toISOString().slice(0, 10)}, ${location.origin}`];
  return `${[...head, ...turns.flatMap(markdownTurn)].join("\n")}\n`;
}

function markdownTurn({ question, filters, answer, state }) {
  const narrowed = narrowingOf(filters);
  const lines = ["", `## ${escapedMarkdown(question)}`, "", ...(narrowed ? [`*Only ${escapedMarkdown(narrowed)}*`, ""] : [])];
  if (state !== "done") return [...lines, "*Not answered.*"];
  const read = understoodOf(answer).map((line) => `*${escapedMarkdown(line)}*`);
  const said = [headlineOf(answer), ...toldOf(answer)].map(escapedMarkdown);
  const quotes = excerptsOf(answer.citations).map((excerpt) => blockQuote(quoted(excerpt)));
  const notes = notesOf(answer).map(escapedMarkdown);
  const parts = [...read, ...said, ...quotes, ...notes, ...answer.citations.map(markdownReference)];
  return [...lines, ...parts.flatMap((part) => [part, ""]).slice(0, -1)];
}

/** Line by line: two spaces at its end keep a line one. */
function blockQuote(text) {
  return text.split("\n").map((line) => (line.trim() ? `> ${escapedMarkdown(line.trim())}  ` : ">")).join("\n");
}

function markdownReference(citation) {
  const source = sourceOf(citation);
  const places = placesOf(citation).map((place) => `<${place}>`).join(", also ");
  return `\\[${citation.number}\\] ${escapedMarkdown(tellSource(citation))}${source ? `, <${source}>` : ""}: ${places}`;
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
