// An answer as nodes: its quotes with their numbers, its citations, the passages behind it.

import { element, facts, markedText, note, unseen } from "./dom.js";
import { piecesOf } from "./pieces.js";
import { placeLink } from "./places.js";
import { tellTimes } from "./references.js";
import { counted } from "./text.js";

/** What is said once an answer is whole. */
export function summaryOf({ status, citations }) {
  if (status === "not_found") return "The releases do not say";
  if (status === "partial") return "Related, but no answer";
  return `Answer with ${counted(citations.length, "citation")}`;
}

/** The whole answer. */
export function answerNodes(answer) {
  if (answer.status === "not_found") return abstention(answer);
  return [
    answer.status === "partial" ? note(`Related, but no answer. ${answer.reason ?? ""}`.trim()) : null,
    ...saidNodes(answer),
    answer.note ? note(answer.note) : null,
    answer.next_cursor ? note("More sentences belong to this answer.") : null,
    citationList(answer),
    passageList("Passages behind this answer", answer.passages),
  ];
}

/** What there is of it while it comes. */
export function growingNodes({ answer, citations, passages }) {
  const reading = element("p", { class: "searching quiet" }, readingLine(passages));
  return [
    ...(answer ? saidNodes({ answer, citations }, passages) : [reading]),
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

/** Quotes as quotes, one a paragraph; what is told in other words as running text. */
function saidNodes(answer, passages = []) {
  const runs = [];
  for (const piece of piecesOf(answer, passages)) {
    if (runs.at(-1)?.[0].verbatim === piece.verbatim) runs.at(-1).push(piece);
    else runs.push([piece]);
  }
  return runs.map((run) => (run[0].verbatim ? quoteBlock(run) : told(run)));
}

function quoteBlock(run) {
  return element("blockquote", { class: "quotes" }, ...run.map((piece) => element("p", { dir: "auto" }, ...pieceNodes(piece))));
}

function told(run) {
  return element("p", { class: "told", dir: "auto" }, ...run.flatMap((piece) => [...pieceNodes(piece), " "]));
}

function pieceNodes({ text, citations, highlights }) {
  const words = markedText(text, highlights);
  if (!citations.length) return words;
  const numbers = citations.map((citation) => placeLink(citation, `[${citation.number}]`, numberName(citation)));
  return [...words, "\u00a0", element("sup", {}, ...numbers)];
}

function numberName({ number }) {
  return { class: "number", "aria-label": `Citation [${number}]` };
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
  const quotes = cited.filter(({ quote }) => !answer.includes(quote)).map(quoteLine);
  const others = [...pagesOf(cited), ...(cited[0].translations ?? []).map(inLanguage)];
  const about = element("div", {}, placeLink(cited[0], cited[0].title), facts(cited[0], ...others), ...quotes, ...cited.flatMap(timeLine));
  return element("li", {}, numbers, about);
}

/** Beside the quote, never in it. */
function timeLine(citation) {
  const told = tellTimes(citation);
  return told ? [element("p", { class: "quote-line" }, told)] : [];
}

/** The printed pages that the quotes begin on, of a release that came as a PDF. */
function pagesOf(cited) {
  const labels = [...new Set(cited.flatMap(({ page }) => (page ? [page.label] : [])))];
  return labels.length ? [`${labels.length > 1 ? "Pages" : "Page"} ${labels.join(", ")}`] : [];
}

/** The same release in another language. */
function inLanguage({ language, title, url }) {
  return element("a", { href: url, target: "_blank", hreflang: language ?? "", title }, `Also in ${language ?? title}`, unseen(" (new tab)"));
}

function quoteLine({ number, quote }) {
  return element("p", { class: "quote-line" }, element("span", { class: "numbers" }, `[${number}]`), " ", element("q", { dir: "auto" }, quote));
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
