// Talking to the service, and what can go wrong with it.

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

// HTTP's own names ("Unprocessable Content", "Gone") mean nothing to a reader; the detail says what the service said.
const PLAIN_TITLES = {
  404: "There is no such release",
  410: "This release has been removed",
  413: "The question is too long",
  422: "The service did not accept this",
  429: "Too many questions at once",
  500: "The service failed",
  503: "The service is not ready",
};

export function problemFrom(status, body) {
  const title = PLAIN_TITLES[status] ?? body?.title ?? `The service answered with an error (${status})`;
  const details = [...new Set([body?.detail, ...(body?.errors ?? []).map((error) => error.detail)])];
  const said = details.filter((detail) => typeof detail === "string");
  return new Problem(title, said.join(" ") || "Try again in a moment.");
}

const OFFLINE = ["You are offline", "Ask again once you are connected."];
const UNREACHABLE = ["Cannot reach the service", "Check that it is running and that you are connected."];
export const UNREADABLE = new Problem("The service sent something unreadable", "Try again in a moment.");
export const BROKEN_OFF = new Problem("The answer broke off", "The connection was lost. Ask again for the whole answer.");

/** The response, whatever its status. */
export async function reach(path, options = {}) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(...(navigator.onLine ? UNREACHABLE : OFFLINE));
  }
}

/** null where the body is not JSON: a proxy in between answers in HTML. */
export async function readJson(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

async function call(path, options = {}) {
  const response = await reach(path, options);
  const body = await readJson(response, options.signal);
  if (!response.ok) throw problemFrom(response.status, body);
  if (body === null) throw UNREADABLE;
  return body;
}

export function fetchRelease(id, version, signal) {
  const query = version ? `?version=${encodeURIComponent(version)}` : "";
  return call(`/v1/releases/${encodeURIComponent(id)}${query}`, { signal });
}

/** All versions of a release, the oldest first. */
export async function fetchVersions(id, signal) {
  return (await call(`/v1/releases/${encodeURIComponent(id)}/versions`, { signal })).data;
}

/** In how many of the releases that a search finds each publisher, country and person stands. */
export async function fetchChoices(question, filters, signal) {
  const query = new URLSearchParams({ q: question, limit: 1, facets: "publisher,country,person", ...filters });
  return (await call(`/v1/search?${query}`, { signal })).facets;
}

export function fetchExamples() {
  return call("/v1/examples");
}
