// The panel: a release beside the talk, over it where there is no room, with the place that was quoted marked.

import { element, facts, markedText, note, problemNode, unseen } from "./dom.js";
import { fetchRelease, fetchVersions, problemIn } from "./service.js";
import { moved, permalink, splitAtSpans, standsAt } from "./text.js";

const [panel, title, about, body] = ["panel", "panel-title", "panel-facts", "panel-body"].map((id) => document.getElementById(id));
const narrow = matchMedia("(width < 60rem)");

let open = null; // {place, link}: what is shown, and the link that opened it
let reading = null; // the AbortController of the release that is being fetched

/** What the panel shows; null while it is closed. */
export function placeShown() {
  return open?.place ?? null;
}

/** Shows the place; `link` is what the focus goes back to. */
export async function showPlace(place, link) {
  reading?.abort();
  const { signal } = (reading = new AbortController());
  pointTo(link);
  open = { place, link };
  title.textContent = place.title;
  about.replaceChildren();
  body.replaceChildren(element("p", { class: "quiet" }, "Opening the release…"));
  showPanel();
  try {
    showVersion(await fetchVersion(place, signal), place);
    scrollToMark();
  } catch (error) {
    if (!signal.aborted) body.replaceChildren(problemNode(problemIn(error)));
  }
}

/** Closes it; the focus goes back if it was in here. */
export function hidePanel() {
  if (!open) return;
  const held = panel.contains(document.activeElement);
  const { link } = open;
  reading?.abort();
  pointTo(null);
  open = null;
  panel.close();
  if (held) (linkNow(link) ?? document.getElementById("question")).focus();
}

/** The same link after the answer was shown anew. */
function linkNow(link) {
  if (!link || link.isConnected) return link;
  return [...document.links].find(({ href, className }) => href === link.href && className === link.className);
}

/** The link whose place lies open is told from the others. */
function pointTo(link) {
  open?.link?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
}

/** On narrow screens the panel lies over the talk and is modal; on wide ones both can be used. */
function showPanel() {
  if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
  title.focus({ preventScroll: true });
}

/** The version that was quoted, and all that there are of the release. */
async function fetchVersion({ release_id, version }, signal) {
  const [current, versions] = await Promise.all([fetchRelease(release_id, null, signal), fetchVersions(release_id, signal)]);
  const changed = Boolean(version) && version !== current.version;
  return { release: changed ? await fetchRelease(release_id, version, signal) : current, changed, older: versions.filter((each) => !each.current && !each.undone_at).length };
}

/** What it is stays in view in the head; the body scrolls to the quote. */
function showVersion({ release, changed, older }, place) {
  const stands = standsAt(release.text, place, place.quote ?? place.text);
  const displaced = stands ? [] : [note("The words that were quoted do not stand at this place of the release.")];
  about.replaceChildren(facts(release, pageLink(place, changed)), standing(release, changed, older));
  body.replaceChildren(...displaced, releaseText(release, stands ? place : null));
}

/** Which of its release's versions this is: see service/http/pages/version_state.py. */
function standing({ id, version, url }, changed, older) {
  const difference = `/v1/releases/${encodeURIComponent(id)}/versions/diff`;
  if (changed) {
    const said = element("span", { class: "outdated" }, "The release has changed since. This is the version that was quoted.");
    const links = [newTab(url, "Read the current one"), " ", newTab(`${difference}?old=${version.slice(0, 8)}`, "What changed since")];
    return element("p", { class: "standing" }, said, " ", ...links);
  }
  if (!older) return element("p", { class: "standing" }, "This is the only version.");
  const said = `This is the current version; ${older} older ${older === 1 ? "one is" : "ones are"} kept.`;
  return element("p", { class: "standing" }, element("span", {}, said), " ", newTab(difference, "What changed"));
}

function newTab(href, label) {
  return element("a", { href, target: "_blank" }, label, unseen(" (new tab)"));
}

function pageLink(place, changed) {
  const href = permalink({ ...place, url: null }, changed ? place.version : null);
  return newTab(href, "Permalink");
}

function releaseText(release, place) {
  const language = release.language ? { lang: release.language } : {};
  const parts = splitAtSpans(release.text, place ? [place] : []);
  const nodes = parts.map(({ text, span }) => (span ? markOf(text, span) : text));
  return element("div", { class: "release-text", dir: "auto", ...language }, ...nodes);
}

/** The quote, and in it the short answers. */
function markOf(text, { start, highlights = [] }) {
  return element("mark", {}, ...markedText(text, moved(highlights, -start), "strong"));
}

/** By hand, since scrollIntoView would move the talk as well. A quarter down leaves the words before it in sight. */
function scrollToMark() {
  const mark = body.querySelector("mark");
  const from = mark ? body.clientHeight / 4 : body.scrollTop;
  body.scrollTop += (mark ?? body).getBoundingClientRect().top - body.getBoundingClientRect().top - from;
}

/** Calls `close` when the person leaves the panel. */
export function onPanelLeft(close) {
  document.getElementById("panel-close").addEventListener("click", close);
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.addEventListener("keydown", ({ key, isComposing, defaultPrevented }) => {
    if (key === "Escape" && panel.open && !isComposing && !defaultPrevented) close();
  });
}

narrow.addEventListener("change", () => {
  if (!panel.open) return;
  panel.close();
  showPanel();
});
