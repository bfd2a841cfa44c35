// The permalink page: one release, with the place named by "#start-end" marked.

import { element, facts, fetchRelease, problemIn, problemNode, releaseText, spanOf } from "./text.js";

const main = document.getElementById("release");

/** The id as it was before the address encoded it; an address that does not decode names no release, and is sent as it is. */
function releaseId() {
  const written = location.pathname.slice("/r/".length);
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function show(release) {
  document.title = `${release.title}: Communiqué`;
  const title = element("h1", { class: "release-title", dir: "auto" }, release.title);
  main.replaceChildren(title, facts(release), releaseText(release, spanOf(location.hash)));
  main.querySelector("mark")?.scrollIntoView();
}

function showProblem(problem) {
  document.title = `${problem.title}: Communiqué`;
  main.replaceChildren(problemNode(problem));
}

async function open() {
  try {
    const release = await fetchRelease(releaseId());
    show(release);
    addEventListener("hashchange", () => show(release));
  } catch (error) {
    showProblem(problemIn(error));
  }
  main.removeAttribute("aria-busy");
}

open();
