// An answer as nodes: its quotes with their numbers, its citations, the passages behind it.

import { element, facts, markedText, note } from "./dom.js";
import { placeLink } from "./places.js";
import { counted, moved, splitAtSpans } from "./text.js";

/** What is said once an answer is whole. */
export function summaryOf({ status, citations }) {
  if (status === "not_found") return "The releases do not say";
  return `Answer with ${counted(citations.length, "citation")}`;
}

/** The whole answer. */
export function answerNodes(answer) {
  if (answer.status === "not_found") return abstention(answer);
  return [
    answer.status === "partial" ? note(`Perhaps only in part. ${answer.reason ?? ""}`.trim()) : null,
    quoteBlock(answer),
    answer.note ? note(answer.note) : null,
    citationList(answer),
    passageList("Passages behind this answer", answer.passages),
  ];
}

/** What there is of it while it comes. */
export function growingNodes({ answer, citations, passages }) {
  const reading = element("p", { class: "searching quiet" }, readingLine(passages));
  return [
    answer ? quoteBlock({ answer, citations }) : reading,
    passageList(answer ? "Passages behind this answer" : "Passages found", passages),
  ];
}

function readingLine(passages) {
  const releases = new Set(passages.map(({ release_id }) => release_id));
  if (!releases.size) return "Searching…";
  return `Reading ${counted(passages.length, "passage")} of ${counted(releases.size, "release")}…`;
}

/** As calm as an answer, for it is one. */
function abstention({ reason, passages }) {
  const said = element("p", { class: "abstention" }, "The releases do not say.");
  return [said, reason ? note(reason) : null, passageList("Nearest passages", passages, { open: "" })];
}

function quoteBlock({ answer, citations }) {
  const parts = splitAtSpans(answer, citations.map((citation) => citation.answer_span));
  const paragraphs = parts.map((part) => (part.span ? borne(part, citations) : between(part.text, citations)));
  return element("blockquote", { class: "quotes" }, ...paragraphs);
}

/** Two releases may say the same words: then two citations share one span, and both numbers stand after it. */
function borne({ text, span }, citations) {
  const bearing = citations.filter(({ answer_span: { start, end } }) => start < span.end && end > span.start);
  const numbers = bearing.map((citation) => placeLink(citation, `[${citation.number}]`, numberName(citation)));
  const words = markedText(text, shortAnswers(bearing[0], span));
  return element("p", { dir: "auto" }, ...words, "\u00a0", element("sup", {}, ...numbers));
}

/** Where the short answers of a citation stand in a part of the answer's text; they are told as places of the release. */
function shortAnswers({ highlights, start, answer_span }, span) {
  return moved(highlights, answer_span.start - start - span.start);
}

function numberName({ number }) {
  return { class: "number", "aria-label": `Citation [${number}]` };
}

/** What stands between quotes, without the "[n]" that are shown as links; null where nothing is left. */
function between(text, citations) {
  const words = citations.reduce((left, { number }) => left.replaceAll(`[${number}]`, ""), text).trim();
  return words ? element("p", { dir: "auto" }, words) : null;
}

/** A release once, with the numbers of all that is cited of it. */
function citationList({ answer, citations }) {
  const releases = Map.groupBy(citations, ({ release_id, version }) => `${release_id}@${version}`);
  const items = [...releases.values()].map((cited) => citedRelease(cited, answer));
  return element("ul", { class: "citations", "aria-label": "Citations" }, ...items);
}

/** A quote that the answer only puts into other words is shown here. */
function citedRelease(cited, answer) {
  const numbers = element("span", { class: "numbers" }, cited.map(({ number }) => `[${number}]`).join(" "));
  const quotes = cited.filter(({ quote }) => !answer.includes(quote)).map(({ quote }) => element("q", { dir: "auto" }, quote));
  const about = element("div", {}, placeLink(cited[0], cited[0].title), facts(cited[0]), ...quotes);
  return element("li", {}, numbers, about);
}

function passageList(label, passages, open = {}) {
  if (!passages.length) return null;
  const items = passages.map((passage) =>
    element("li", {}, placeLink(passage, passage.title), facts(passage, scoreOf(passage)), passageText(passage)));
  const title = element("summary", {}, `${label} (${passages.length})`);
  return element("details", { class: "behind", ...open }, title, element("ol", { class: "passages" }, ...items));
}

function passageText({ text }) {
  return element("p", { class: "passage-text", dir: "auto" }, text);
}

function scoreOf({ score }) {
  return score < 0.01 ? "Score under 0.01" : `Score ${score.toFixed(2)}`;
}
