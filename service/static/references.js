// What an answer quotes, as text to take along. service/display/references.py is the same for all that is not the page.

import { dayOf, permalink } from "./text.js";

const LEFT_OUT = "[…]";
const SUPERSEDED = /\?version=([0-9a-f]+)#/; // only the address of a version that is no longer current names it

/** The quotes of one version of a release together, in the order of its text; the releases in that of their first numbers. */
export function excerptsOf(citations) {
  const releases = Map.groupBy(citations, ({ release_id, version }) => `${release_id}@${version}`);
  return [...releases.values()].map((cited) => cited.toSorted((a, b) => a.start - b.start || a.end - b.end));
}

/** “The harbour cost 340 million crowns.” [1] […] “They finished four months early.” [2] */
export function quoted(excerpt) {
  let reached = excerpt[0].start;
  return excerpt.map(({ number, quote, start, end, next_start }, index) => {
    const gap = start > reached ? ` ${LEFT_OUT} ` : " ";
    reached = Math.max(reached, next_start ?? end); // a talk that this tab has kept since before an update has no next_start
    return `${index ? gap : ""}“${quote}” [${number}]`;
  }).join("");
}

/** Publisher, title, date, page, and what has become of the release since. */
export function tellSource({ publisher, title, published, page, withdrawn_at, version, url, translations = [] }) {
  const day = published ? dayOf(published, "en-US") : "";
  const withdrawn = withdrawn_at ? `withdrawn at its source on ${withdrawn_at.slice(0, 10)}` : "";
  const superseded = SUPERSEDED.test(url) ? `version ${version.slice(0, 8)}, no longer current` : "";
  const others = translations.length ? `also in ${translations.map(({ language, title: other }) => language ?? other).join(" ")}` : "";
  const printed = page ? `page ${page.label}` : "";
  const facts = [publisher, title, day, printed, withdrawn, superseded, others].filter((fact) => fact);
  return facts.map((fact) => fact.trim().replaceAll(/\s+/g, " ")).join(", ");
}

/** "[1] “today”: May 6, 2021": which days words of the quote mean. */
export function tellTimes({ number, times }) {
  const told = new Set((times ?? []).map(({ words, days }) => `“${words}”: ${days}`)); // an older answer of this tab has none
  return told.size ? `[${number}] ${[...told].join("; ")}` : "";
}

/** Our own address of the quote; then those of the same words in copies of the release. */
export function placesOf(citation) {
  return [citation, ...(citation.also ?? [])].map((place) => new URL(permalink(place), location.origin).href);
}
