// What the filters offer: who published, which countries and people are named, each with how many releases.

import { element } from "./dom.js";
import { filtersIn } from "./filters.js";
import { fetchChoices } from "./service.js";

let fetching = null; // the AbortController of the counts that are being fetched

/**
 * Keeps the offers true to the question, once the filters are open: the page came with those of all releases.
 * `question` tells what is being asked; empty where nothing is.
 */
export function watchChoices(form, details, question) {
  const renew = () => {
    if (details.open && question()) renewChoices(question(), filtersIn(form));
  };
  details.addEventListener("toggle", renew);
  details.addEventListener("change", renew);
}

async function renewChoices(question, filters) {
  fetching?.abort();
  const { signal } = (fetching = new AbortController());
  const facets = await fetchChoices(question, filters, signal).catch(() => ({})); // without counts one can still type
  for (const [name, counts] of Object.entries(facets)) {
    const options = counts.map(({ label, count }) => element("option", { value: label }, String(count)));
    document.getElementById(`${name}-choices`).replaceChildren(...options);
  }
}
