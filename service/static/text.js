// What both pages share: places in text, dates and addresses, small pieces of a page, and talking to the service.

/**
 * The text cut at spans into [{text, span}], span null for what lies between.
 * Spans count Unicode code points and JavaScript counts UTF-16 units, so the cutting is done on code points.
 * A span that overlaps an earlier one or reaches past the end is left out.
 */
export function splitAtSpans(text, spans) {
  const points = Array.from(text);
  const parts = [];
  let done = 0;
  const add = (start, end, span) => {
    if (start < end) parts.push({ text: points.slice(start, end).join(""), span });
    done = end;
  };
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    if (span.start < done || span.end > points.length) continue;
    add(done, span.start, null);
    add(span.start, span.end, span);
  }
  add(done, points.length, null);
  return parts;
}

/** The text as nodes, each span that fits inside a <mark>. */
export function markedText(text, spans) {
  return splitAtSpans(text, spans).map((part) => (part.span ? element("mark", {}, part.text) : part.text));
}

/** Whether the quote stands at the span, word for word. */
export function standsAt(text, span, quote) {
  return splitAtSpans(text, [span]).some((part) => part.span && part.text === quote);
}

/** "#12-34" as {start: 12, end: 34}; null for anything else, an empty span too. */
export function spanOf(hash) {
  const found = /^#(\d+)-(\d+)$/.exec(hash);
  const span = found && { start: Number(found[1]), end: Number(found[2]) };
  return span && span.start < span.end ? span : null;
}

export function permalink(place) {
  return `/r/${encodeURIComponent(place.release_id)}#${place.start}-${place.end}`;
}

/** The URL where the address is one for the web, else null: a release may name "javascript:…" as its source. */
export function webAddress(address) {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** "2020-10-21T13:00+09:00" is 21 October 2020 wherever it is read: the day is the one the release itself names. */
export function dayOf(published) {
  const day = new Date(`${published.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.valueOf())) return published;
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

/** An element. Children that are null are left out; strings become text, never markup. */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** One line of what is known about a release: its day, who published it, where it stands on the web. */
export function facts({ published, publisher = null, source_url, fragment_url = null }, ...more) {
  const day = published ? element("time", { datetime: published }, dayOf(published)) : "Undated";
  const known = [day, publisher, sourceLink(fragment_url ?? source_url), ...more].filter((fact) => fact !== null);
  return element("p", { class: "facts" }, ...known.map((fact) => element("span", {}, fact)));
}

/** A new tab, because the transcript of this visit lives only in this one. */
function sourceLink(address) {
  const url = webAddress(address);
  if (!url) return null;
  const link = element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, `Source: ${url.host}`);
  link.append(element("span", { class: "unseen" }, " (new tab)"));
  return link;
}

export function releaseText(release, span) {
  const language = release.language ? { lang: release.language } : {};
  return element("div", { class: "release-text", dir: "auto", ...language }, ...markedText(release.text, span ? [span] : []));
}

/** What went wrong, in words for the person who reads the page. */
export class Problem extends Error {
  constructor(title, detail) {
    super(title);
    this.title = title;
    this.detail = detail;
  }
}

/** The problem an error is; one that is not from the service is a fault of the page, and is said to be. */
export function problemIn(error) {
  if (error instanceof Problem) return error;
  return new Problem("Something went wrong on this page", `Reload it and try again. (${error.message})`);
}

export function problemNode({ title, detail }) {
  const said = [element("p", { class: "problem-title" }, title), element("p", {}, detail)];
  return element("div", { class: "problem", role: "alert" }, ...said);
}

// HTTP's own names ("Unprocessable Content", "Gone") mean nothing to a reader; the detail says what the service said.
const PLAIN_TITLES = {
  404: "There is no such release",
  410: "This release has been withdrawn",
  413: "The question is too long",
  422: "The service did not accept this",
  429: "Too many questions at once",
  500: "The service failed",
  503: "The service is not ready",
};

function problemFrom(status, body) {
  const title = PLAIN_TITLES[status] ?? body?.title ?? `The service answered with an error (${status})`;
  const details = [body?.detail, ...(body?.errors ?? []).map((error) => error.detail)];
  const said = details.filter((detail) => typeof detail === "string");
  return new Problem(title, said.join(" ") || "Try again in a moment.");
}

async function call(path, options) {
  const response = await reach(path, options);
  const body = await readJson(response, options.signal);
  if (!response.ok) throw problemFrom(response.status, body);
  if (body === null) throw new Problem("The service sent something unreadable", "Try again in a moment.");
  return body;
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem("Cannot reach the service", "Check that it is running and that you are connected.");
  }
}

/** null where the body is not JSON: a proxy in between answers in HTML. */
async function readJson(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

export function askQuestion(question, signal) {
  const headers = { "Content-Type": "application/json" };
  return call("/v1/ask", { method: "POST", headers, body: JSON.stringify({ question }), signal });
}

export function fetchRelease(id, signal) {
  return call(`/v1/releases/${encodeURIComponent(id)}`, { signal });
}

export function fetchReadiness() {
  return call("/readyz", {});
}
