// An answer's text, cut into what its citations bear: quotes, and what is told in other words where a language model wrote.

import { moved, splitAtSpans } from "./text.js";

/**
 * The pieces of an answer in their order, [{text, verbatim, citations, highlights}], without the "[n]" that stand after them:
 * those are told by `citations`. `highlights` are places of the text. What no citation bears has none.
 */
export function piecesOf({ answer, citations }) {
  const quoted = citations.filter(isVerbatim.bind(null, answer));
  const pieces = [];
  for (const { text, span } of splitAtSpans(answer, quoted.map(({ answer_span }) => answer_span))) {
    if (span) pieces.push(quoteAt(text, span, quoted));
    else addTold(pieces, text, citations);
  }
  return pieces;
}

function isVerbatim(answer, { answer_span, quote }) {
  return splitAtSpans(answer, [answer_span]).some(({ span, text }) => span && text === quote);
}

/** Two releases may say the same words: then two citations share one span. */
function quoteAt(text, span, quoted) {
  const bearing = quoted.filter(({ answer_span: { start, end } }) => start < span.end && end > span.start);
  const [first] = bearing;
  const highlights = moved(first.highlights, first.answer_span.start - first.start - span.start);
  return { text, verbatim: true, citations: bearing, highlights };
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
