// The permalink page: the release is there already; the place named by "#start-end", or by "?place=" where no script
// marks it, is marked in it.

import { markedText } from "./dom.js";
import { spanOf } from "./text.js";

const node = document.getElementById("release-text");
const text = node?.textContent; // to the last character, as the service wrote it

function mark() {
  const span = spanOf(location.hash) ?? spanOf(`#${new URLSearchParams(location.search).get("place")}`);
  node.replaceChildren(...markedText(text, span ? [span] : []));
  node.querySelector("mark")?.scrollIntoView();
}

if (node) {
  mark();
  addEventListener("hashchange", mark);
}
