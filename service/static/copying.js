// Taking answers along: onto the clipboard, into a file.

import { htmlAnswer, jsonTalk, markdownTalk, plainAnswer } from "./words.js";

/** Copies the answer with its references, and says so on the button that was pressed. */
export async function copyAnswer(turn, pressed) {
  const label = pressed.textContent;
  const done = await copy(plainAnswer(turn), htmlAnswer(turn));
  pressed.textContent = done ? "Copied" : "Copying was refused";
  document.getElementById("status").textContent = pressed.textContent;
  pressed.addEventListener("blur", () => { pressed.textContent = label; }, { once: true });
}

async function copy(text, html) {
  try {
    const kinds = { "text/plain": text, "text/html": html };
    const blobs = Object.entries(kinds).map(([type, value]) => [type, new Blob([value], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return copyByEvent(text, html);
  }
}

/** navigator.clipboard is there only over HTTPS and on this very machine; this is there everywhere. */
function copyByEvent(text, html) {
  const fill = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return done;
}

const FORMATS = {
  markdown: { ending: "md", type: "text/markdown", write: markdownTalk },
  json: { ending: "json", type: "application/json", write: jsonTalk },
};

/** Gives the talk to the person as a file. */
export function exportTalk(turns, format) {
  const { ending, type, write } = FORMATS[format];
  const when = new Date();
  const address = URL.createObjectURL(new Blob([write(turns, when)], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `talk-${when.toISOString().slice(0, 10)}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a browser that asks where to put it still reads from it
}
