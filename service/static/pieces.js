// An answer's text, cut into what its citations bear: quotes, and what is told in other words where a language model wrote.
// The server cuts likewise for the page without scripts (http/pages/rendering.py), and sends no pieces: a stream is cut
// anew with each event, before the whole answer is there.

import { moved, splitAtSpans, standsAt } from "./text.js";

/**
 * The pieces of an answer in their order, [{text, verbatim, citations, highlights}], without the "[n]" that stand after them:
 * those are told by `citations`. `highlights` are places of the text. What no citation bears has none. While an answer
 * comes, a sentence comes before its citation: it is a quote if one of `passages` holds it.
 */
export function piecesOf({ answer, citations }, passages = []) {
  const quoted = citations.filter(({ answer_span, quote }) => standsAt(answer, answer_span, quote));
  const pieces = [];
  for (const { text, span } of splitAtSpans(answer, quoted.map(({ answer_span }) => answer_span))) {
    if (span) pieces.push(quoteAt(text, span, quoted));
    else addBetween(pieces, text, citations, passages);
  }
  return pieces;
}

/** Two releases may say the same words: then two citations share one span. */
function quoteAt(text, span, quoted) {
  const bearing = quoted.filter(({ answer_span: { start, end } }) => start < span.end && end > span.start);
  const [first] = bearing;
  const highlights = moved(first.highlights, first.answer_span.start - first.start - span.start);
  return { text, verbatim: true, citations: bearing, highlights };
}

/** A quote may read like a mark, "[1]", so none is looked for in what may yet turn out to be one. */
function addBetween(pieces, text, citations, passages) {
  const rest = withoutMarks(text, pieces.at(-1));
  const coming = quoteComing(rest, citations.length + 1, passages);
  if (coming) pieces.push({ text: coming, verbatim: true, citations: [], highlights: [] });
  else addTold(pieces, rest, citations);
}

function withoutMarks(text, last) {
  let rest = text.trimStart();
  for (const { number } of last?.verbatim ? last.citations : []) {
    if (rest.startsWith(`[${number}]`)) rest = rest.slice(`[${number}]`.length).trimStart();
  }
  return rest;
}

/** The words that a passage holds, with or without the mark of the citation to come; null where none does. */
function quoteComing(text, number, passages) {
  const said = text.trimEnd();
  const words = [said, said.endsWith(` [${number}]`) ? said.slice(0, -` [${number}]`.length) : said];
  return words.find((each) => each && passages.some((passage) => passage.text.includes(each))) ?? null;
}

/** A "[n]" belongs to what stands before it, be that a quote; one that is no citation's is text. */
function addTold(pieces, text, citations) {
  const numbers = citations.map(({ number }) => number).join("|");
  for (const part of numbers ? text.split(new RegExp(`(\\[(?:${numbers})\\])`)) : [text]) {
    const cited = citations.find(({ number }) => part === `[${number}]`);
    const last = pieces.at(-1);
    if (!cited || !last) addWords(pieces, part);
    else if (!last.citations.includes(cited)) last.citations.push(cited);
  }
}

function addWords(pieces, text) {
  const words = text.trim();
  if (words) pieces.push({ text: words, verbatim: false, citations: [], highlights: [] });
}
