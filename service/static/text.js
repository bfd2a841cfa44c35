// Places in text. Ours count Unicode code points, JavaScript's count UTF-16 units.

/**
 * The text cut at spans into [{text, span}], span null for what lies between; the cutting is done on code points.
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
    if (span.start < done || span.start >= span.end || span.end > points.length) continue;
    add(done, span.start, null);
    add(span.start, span.end, span);
  }
  add(done, points.length, null);
  return parts;
}

/** Whether the quote stands at the span, word for word. */
export function standsAt(text, span, quote) {
  return splitAtSpans(text, [span]).some((part) => part.span && part.text === quote);
}

/** The spans moved, such as from places of a release to places of a quote in it. */
export function moved(spans, by) {
  return spans.map(({ start, end }) => ({ start: start + by, end: end + by }));
}

/** "#12-34" as {start: 12, end: 34}; null for anything else, an empty span too. */
export function spanOf(hash) {
  const found = /^#(\d+)-(\d+)$/.exec(hash);
  const span = found && { start: Number(found[1]), end: Number(found[2]) };
  return span && span.start < span.end ? span : null;
}

/** Where a quote stands, from the root of the service; a citation says it itself, with its version where that matters. */
export function permalink({ url = null, release_id, start, end }, version = null) {
  const query = version ? `?version=${version.slice(0, 8)}` : "";
  return url ?? `/r/${encodeURIComponent(release_id)}${query}#${start}-${end}`;
}

/** The URL where the address is one for the web, else null: a release may name "javascript:…" as its source. */
export function webAddress(address) {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** "2020-10-21T13:00+09:00" is 21 October 2020 wherever it is read: the day is the one the release itself names. */
export function dayOf(published, locale = "en-GB") {
  const day = new Date(`${published.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.valueOf())) return published;
  return day.toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
