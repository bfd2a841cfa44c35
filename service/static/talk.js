// The talk: asks what is typed, shows what comes, and keeps where one is in the browser's history.

import { ask } from "./asking.js";
import { summaryOf } from "./answer.js";
import { watchChoices } from "./choices.js";
import { onEnter, onPlainClick, watchMenu } from "./controls.js";
import { exportTalk } from "./copying.js";
import { element } from "./dom.js";
import { filtersIn, filtersStand, watchFilters } from "./filters.js";
import { hidePanel, onPanelLeft, placeShown, showPlace } from "./panel.js";
import { onPlaceClick } from "./places.js";
import { fetchExamples, problemIn } from "./service.js";
import { keep, newTalk, recall } from "./store.js";
import { newTurn, showTurn, turnNode } from "./turn.js";

const byId = (id) => document.getElementById(id);
const [transcript, form, field, examples, filters] = ["transcript", "ask", "question", "examples", "filters"].map(byId);
const TITLE = "Communiqué: ask the releases";

let talk = newTalk();
let shown = 0; // how many of its turns are shown: after going back fewer than there are
let asking = null; // {number, controller} of the turn that is being answered

// --- asking

function askField() {
  const question = field.value.trim();
  if (!question || asking || !filtersStand(form, filters)) return;
  field.value = "";
  filters.open = false; // its line still tells what is chosen, and the answer needs the room
  begin(newTurn(question, filtersIn(form)));
}

/** The turn comes after those that are shown; what one went back from is given up, as pages are. */
function begin(turn) {
  const number = shown + 1;
  talk = { ...talk, turns: [...talk.turns.slice(0, shown), turn] };
  shown = number;
  history.pushState(visit(), "", address());
  transcript.append(nodeOf(turn, number));
  showSurroundings();
  byId(`turn-${number}`).scrollIntoView();
  reply(number);
}

async function reply(number) {
  const { signal } = beginAsking(number);
  try {
    const earlier = talk.turns.slice(0, number - 1);
    for await (const answer of ask(talk.turns[number - 1], earlier, signal)) change(number, { answer });
    if (!signal.aborted) finish(number, { state: "done" }, summaryOf(talk.turns[number - 1].answer));
  } catch (error) {
    if (!signal.aborted) fail(number, problemIn(error));
  }
}

function beginAsking(number) {
  const controller = new AbortController();
  asking = { number, controller };
  [byId("submit").hidden, byId("stop").hidden] = [true, false];
  change(number, { state: "asking", answer: null, problem: null });
  keep(talk);
  announce("Searching…");
  return controller;
}

function finish(number, changes, announcement) {
  const leftOnStop = document.activeElement === byId("stop");
  asking = null;
  [byId("submit").hidden, byId("stop").hidden] = [false, true];
  if (leftOnStop) field.focus(); // a hidden button would drop the focus to the top of the page
  change(number, changes);
  announce(announcement);
  keep(talk);
}

/** A question that failed goes back into the field, so that it can be mended as well as asked again. */
function fail(number, { title, detail }) {
  if (!field.value) field.value = talk.turns[number - 1].question;
  finish(number, { state: "failed", problem: { title, detail } }, "");
}

function stop() {
  if (!asking) return;
  asking.controller.abort();
  finish(asking.number, { state: "stopped" }, "Stopped");
}

function retry(number) {
  if (asking) return;
  if (field.value === talk.turns[number - 1].question) field.value = "";
  field.focus();
  reply(number);
}

function change(number, changes) {
  const turn = { ...talk.turns[number - 1], ...changes };
  talk = { ...talk, turns: talk.turns.with(number - 1, turn) };
  const node = byId(`turn-${number}`);
  if (node) showTurn(node, turn, () => retry(number));
}

/** One thing at a time, and never the text as it streams: whoever listens would hear it in shreds. */
function announce(text) {
  byId("status").textContent = text;
}

// --- showing

function nodeOf(turn, number) {
  return turnNode(turn, number, () => retry(number));
}

function showTurns() {
  transcript.replaceChildren(...talk.turns.slice(0, shown).map((turn, index) => nodeOf(turn, index + 1)));
  showSurroundings();
  transcript.lastElementChild?.scrollIntoView();
}

function showSurroundings() {
  examples.hidden = shown > 0 || !examples.querySelector("li");
  byId("tools").hidden = shown === 0;
  field.placeholder = shown ? "Ask a follow-up" : "";
  document.title = shown ? `${talk.turns[0].question} – Communiqué` : TITLE;
}

async function showExamples() {
  const { questions } = await fetchExamples();
  const items = questions.map((question) => element("li", {}, element("a", { href: `/?q=${encodeURIComponent(question)}` }, question)));
  examples.querySelector("ul").replaceChildren(...items);
  showSurroundings();
}

// --- where one is: a visit is a talk, how many of its turns are shown, and the place that lies open

function visit(more = {}) {
  return { talk: talk.id, turns: shown, place: placeShown(), over: false, ...more };
}

/** That of the first question, which can be passed on; a reload in this tab finds the whole talk. */
function address() {
  if (!shown) return "/";
  const { question, filters: given } = talk.turns[0];
  return `/?${new URLSearchParams({ q: question, ...given })}${shown > 1 ? `#turn-${shown}` : ""}`;
}

function goTo(state) {
  if (!state) return history.replaceState(visit(), ""); // a link within the page
  if (state.talk !== talk.id || state.turns !== shown) {
    stop();
    if (state.talk !== talk.id) talk = recall(state.talk) ?? { id: state.talk, turns: [] };
    shown = Math.min(state.turns, talk.turns.length);
    showTurns();
  }
  if (!state.place) hidePanel();
  else if (JSON.stringify(state.place) !== JSON.stringify(placeShown())) showPlace(state.place, null);
}

/** `over` says that one step back is the same without the release. */
function openPlace(place, link) {
  const over = placeShown() === null || history.state?.over === true;
  history[placeShown() ? "replaceState" : "pushState"](visit({ place, over }), "");
  showPlace(place, link);
}

function closePlace() {
  const { over } = history.state ?? {};
  hidePanel();
  over ? history.back() : history.replaceState(visit(), "");
}

function beginTalk() {
  stop();
  hidePanel();
  talk = newTalk();
  shown = 0;
  history.pushState(visit(), "", address());
  showTurns();
  scrollTo(0, 0);
  announce("New talk");
  field.focus();
}

/** A reload and a way back find the talk; a question in the address was answered by the service with the page. */
function arrive() {
  history.scrollRestoration = "manual";
  const { state } = history;
  const known = state?.talk ? recall(state.talk) : null;
  const answered = transcript.querySelector("[data-turn]");
  if (known) return goTo(state);
  if (answered) {
    talk = { ...talk, turns: [JSON.parse(answered.dataset.turn)] };
    shown = 1;
    keep(talk);
    showTurns();
    scrollTo(0, 0);
  }
  history.replaceState(visit(), "");
}

// --- what the person does

function askExample(event) {
  const example = event.target.closest("a");
  if (!example || asking) return;
  event.preventDefault();
  field.value = example.textContent;
  field.focus();
  askField();
}

function showConnection() {
  byId("offline").hidden = navigator.onLine;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  askField();
});
onEnter(field, askField);
byId("keys").hidden = false;
byId("stop").addEventListener("click", stop);
for (const id of ["new-talk", "home"]) {
  onPlainClick(byId(id), (event) => {
    event.preventDefault();
    beginTalk();
  });
}
onPlainClick(examples, askExample);
onPlaceClick(openPlace);
onPanelLeft(closePlace);
watchMenu(byId("export"), ({ dataset }) => exportTalk(talk.turns.slice(0, shown), dataset.format));
watchFilters(form, { details: filters, label: byId("filters-label"), clear: byId("clear-filters") });
watchChoices(form, filters, () => field.value.trim() || (talk.turns[shown - 1]?.question ?? ""));
addEventListener("popstate", ({ state }) => goTo(state));
for (const change of ["online", "offline"]) addEventListener(change, showConnection);

showConnection();
arrive();
if (!examples.querySelector("li")) showExamples().catch(() => {}); // without examples one can still ask
