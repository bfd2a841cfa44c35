// Small pieces of a page. Strings become text, never markup.

import { dayOf, splitAtSpans, webAddress } from "./text.js";

/** An element. Children that are null are left out. */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", () => act(made));
  return made;
}

/** The text as nodes, each span that fits inside an element of this kind. */
export function markedText(text, spans, tag = "mark") {
  return splitAtSpans(text, spans).map((part) => (part.span ? element(tag, {}, part.text) : part.text));
}

/** One line of what is known about a release: its day, who published it, where it stands on the web. */
export function facts({ published, publisher = null, source_url, fragment_url = null, embargo = null, withdrawn_at = null }, ...more) {
  const day = published ? element("time", { datetime: published }, dayOf(published)) : "Undated";
  const gone = withdrawn_at ? "No longer at its source" : null;
  const known = [day, publisher, sourceLink(fragment_url ?? source_url), embargo, gone, ...more].filter((fact) => fact !== null);
  return element("p", { class: "facts" }, ...known.map((fact) => element("span", {}, fact)));
}

/** In a new tab: a source is elsewhere, and the talk is here. */
function sourceLink(address) {
  const url = webAddress(address);
  if (!url) return null;
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
  return element("a", attributes, `Source: ${url.host}`, unseen(" (new tab)"));
}

export function note(text) {
  return element("p", { class: "note" }, text);
}

export function problemNode({ title, detail }) {
  const said = [element("p", { class: "problem-title" }, title), element("p", {}, detail)];
  return element("div", { class: "problem", role: "alert" }, ...said);
}
