// The ask page: the talk (questions, answers, their citations) and the panel that shows a release beside it.

import {
  askQuestion, element, facts, fetchReadiness, fetchRelease, markedText, permalink, problemIn, problemNode, releaseText,
  splitAtSpans, standsAt,
} from "./text.js";

const byId = (id) => document.getElementById(id);
const [transcript, form, field, submit, cancel] = ["transcript", "ask", "question", "submit", "cancel"].map(byId);
const [panel, panelTitle, panelBody] = ["panel", "panel-title", "panel-body"].map(byId);
const narrow = matchMedia("(width < 60rem)");

let searching = null; // the AbortController of the question being asked, null between questions
let reading = null; // the AbortController of the release last opened in the panel
let opener = null; // the link that opened the panel: focus goes back to it

// --- asking

function ask() {
  const question = field.value.trim();
  if (!question || searching) return;
  field.value = "";
  const turn = newTurn(question);
  transcript.append(turn);
  byId("examples").hidden = true;
  reply(turn, question);
}

function newTurn(question) {
  const id = `turn-${transcript.children.length + 1}`;
  const heading = element("h2", { id, class: "question", dir: "auto" }, question);
  return element("article", { class: "turn", "aria-labelledby": id }, heading, element("div", { class: "reply" }));
}

async function reply(turn, question) {
  const { signal } = beginSearch(turn);
  try {
    const answer = await askQuestion(question, signal);
    showReply(turn, answerNodes(answer), summary(answer));
  } catch (error) {
    showReply(turn, [...failureNodes(error, signal, question), retryButton(turn, question)], "");
  }
  endSearch();
}

function beginSearch(turn) {
  searching = new AbortController();
  submit.hidden = true;
  cancel.hidden = false;
  showReply(turn, [element("p", { class: "searching quiet" }, "Searching…")], "Searching…");
  return searching;
}

function endSearch() {
  const leftOnCancel = document.activeElement === cancel;
  searching = null;
  submit.hidden = false;
  cancel.hidden = true;
  if (leftOnCancel) field.focus(); // a hidden button would drop the focus to the top of the page
}

function showReply(turn, nodes, announcement) {
  turn.querySelector(".reply").replaceChildren(...nodes.filter((node) => node !== null));
  turn.scrollIntoView();
  byId("status").textContent = announcement;
}

/** A question that failed goes back into the field, so that it can be mended as well as asked again. */
function failureNodes(error, signal, question) {
  if (signal.aborted) return [element("p", { class: "quiet" }, "Cancelled.")];
  if (!field.value) field.value = question;
  return [problemNode(problemIn(error))];
}

function retryButton(turn, question) {
  const button = element("button", { type: "button" }, "Ask again");
  button.addEventListener("click", () => retry(turn, question));
  return button;
}

function retry(turn, question) {
  if (searching) return;
  if (field.value === question) field.value = "";
  field.focus();
  reply(turn, question);
}

// --- an answer

function summary({ status, citations }) {
  if (status === "not_found") return "The releases do not say";
  return `Answer with ${citations.length} ${citations.length === 1 ? "citation" : "citations"}`;
}

function answerNodes(answer) {
  if (answer.status === "not_found") return abstention(answer);
  const nodes = [quoteBlock(answer), citationList(answer.citations)];
  if (answer.status === "partial") nodes.unshift(note(answer.reason ?? "The releases answer this only in part."));
  if (answer.note) nodes.push(note(answer.note));
  return [...nodes, passageList("Passages behind this answer", answer.passages, false)];
}

function abstention({ reason, passages }) {
  const said = element("p", { class: "abstention" }, "The releases do not say.");
  return [said, reason ? note(reason) : null, passageList("Nearest passages", passages, true)];
}

function note(text) {
  return element("p", { class: "note" }, text);
}

function quoteBlock({ answer, citations }) {
  const parts = splitAtSpans(answer, citations.map((citation) => citation.answer_span));
  const paragraphs = parts.map((part) => (part.span ? quoteNode(part, citations) : linkingWords(part.text, citations)));
  return element("blockquote", { class: "quotes" }, ...paragraphs);
}

/** Two releases may say the same words: then two citations share one span, and both numbers stand after it. */
function quoteNode({ text, span }, citations) {
  const supporting = citations.filter(({ answer_span: { start, end } }) => start < span.end && end > span.start);
  const numbers = supporting.map((citation) => placeLink(citation, `[${citation.number}]`, numberName(citation)));
  const marked = markedText(text, shortAnswers(supporting[0], span));
  return element("p", { dir: "auto" }, ...marked, "\u00a0", element("sup", {}, ...numbers));
}

/** Where the short answers of a citation stand in a part of the answer's text; they are told as places of the release. */
function shortAnswers({ highlights, start, answer_span }, span) {
  const shift = answer_span.start - start - span.start;
  return highlights.map((mark) => ({ start: mark.start + shift, end: mark.end + shift }));
}

function numberName({ number }) {
  return { class: "number", "aria-label": `Citation [${number}]` };
}

/** What stands between quotes, without the "[n]" that are shown as links; null where nothing is left. */
function linkingWords(text, citations) {
  const words = citations.reduce((left, { number }) => left.replaceAll(`[${number}]`, ""), text).trim();
  return words ? element("p", { dir: "auto" }, words) : null;
}

function citationList(citations) {
  const items = citations.map((citation) =>
    element("li", { value: citation.number }, placeLink(citation, citation.title), facts(citation, placeOf(citation))));
  return element("ol", { class: "citations", "aria-label": "Citations" }, ...items);
}

function placeOf({ start, end }) {
  return `Characters ${start}–${end}`;
}

function passageList(label, passages, open) {
  if (!passages.length) return null;
  const items = passages.map((passage) =>
    element("li", {}, placeLink(passage, passage.title), facts(passage, scoreOf(passage)), passageText(passage)));
  const list = element("ol", { class: "passages" }, ...items);
  const title = element("summary", {}, `${label} (${passages.length})`);
  return element("details", open ? { open: "" } : {}, title, list);
}

function passageText({ text }) {
  return element("p", { class: "passage-text", dir: "auto" }, text);
}

function scoreOf({ score }) {
  return `Score ${score.toLocaleString("en", { maximumSignificantDigits: 3 })}`;
}

// --- the panel

/** A real link to the permalink; a plain click opens the panel, any other (new tab, new window) is the browser's. */
function placeLink(place, label, attributes = {}) {
  const link = element("a", { href: permalink(place), ...attributes }, label);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openPanel(place, link);
  });
  return link;
}

async function openPanel(place, link) {
  reading?.abort();
  const { signal } = (reading = new AbortController());
  opener = link;
  panelTitle.textContent = place.title;
  panelBody.replaceChildren(element("p", { class: "quiet" }, "Opening the release…"));
  showPanel();
  try {
    showPlace(await fetchRelease(place.release_id, signal), place);
  } catch (error) {
    if (!signal.aborted) panelBody.replaceChildren(problemNode(problemIn(error)));
  }
}

/** On narrow screens the panel lies over the talk and is modal; on wide ones both can be used. */
function showPanel() {
  if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
  panelTitle.focus({ preventScroll: true });
}

function showPlace(release, place) {
  const stands = standsAt(release.text, place, place.quote ?? place.text);
  const changed = note("The release has changed since this was quoted; the words no longer stand at this place.");
  const text = releaseText(release, stands ? place : null);
  panelBody.replaceChildren(...[facts(release, pageLink(place)), stands ? null : changed, text].filter(Boolean));
  scrollToMark();
}

function pageLink(place) {
  return element("a", { href: permalink(place), target: "_blank" }, "Permalink", element("span", { class: "unseen" }, " (new tab)"));
}

/** By hand, since scrollIntoView would move the talk as well. A quarter down leaves the words before it in sight. */
function scrollToMark() {
  const mark = panelBody.querySelector("mark");
  const from = mark ? panelBody.clientHeight / 4 : panelBody.scrollTop;
  panelBody.scrollTop += (mark ?? panelBody).getBoundingClientRect().top - panelBody.getBoundingClientRect().top - from;
}

function closePanel() {
  const held = panel.contains(document.activeElement);
  reading?.abort();
  panel.close();
  if (held) opener.focus();
}

function fitPanel() {
  if (!panel.open) return;
  panel.close();
  showPanel();
}

// --- the page

async function showHoldings() {
  const holdings = byId("holdings");
  try {
    const { index } = await fetchReadiness();
    holdings.textContent = `${index.releases.toLocaleString("en")} ${index.releases === 1 ? "release" : "releases"} held.`;
  } catch (error) {
    holdings.textContent = `${problemIn(error).title}.`;
  }
}

function askThis(question) {
  field.value = question;
  field.focus();
  ask();
}

/** An Enter that ends the composing of Japanese or Chinese is not a question; Safari marks it only by 229. */
function onFieldKey(event) {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  ask();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
field.addEventListener("keydown", onFieldKey);
cancel.addEventListener("click", () => searching?.abort());
byId("examples").addEventListener("click", ({ target }) => {
  const example = target.closest("button");
  if (example) askThis(example.textContent);
});
byId("panel-close").addEventListener("click", closePanel);
panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  closePanel();
});
document.addEventListener("keydown", ({ key, isComposing }) => {
  if (key === "Escape" && panel.open && !isComposing) closePanel();
});
narrow.addEventListener("change", fitPanel);

showHoldings();
const asked = new URLSearchParams(location.search).get("q");
if (asked) askThis(asked);
