// Links to places in releases. A plain click opens the place beside the talk, any other (a new tab) is the browser's.

import { element } from "./dom.js";
import { permalink } from "./text.js";

const places = new WeakMap(); // what each link leads to

/** A real link to the permalink of a citation or passage. */
export function placeLink(place, label, attributes = {}) {
  const link = element("a", { href: permalink(place), ...attributes }, label);
  places.set(link, place);
  return link;
}

/** Calls `open(place, link)` for every plain click on such a link, wherever it stands. */
export function onPlaceClick(open) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!places.has(link) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(places.get(link), link);
  });
}
