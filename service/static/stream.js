// Server-sent events out of the body of a response: EventSource itself can neither post nor be refused with a reason.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation

/** The events of the body as they come, each {name, data}, data parsed from JSON. Comments, such as pings, are passed over. */
export async function* eventsOf(body) {
  let event = { name: "message", lines: [] };
  for await (const line of linesOf(body)) {
    if (line === "") {
      if (event.lines.length) yield { name: event.name, data: JSON.parse(event.lines.join("\n")) };
      event = { name: "message", lines: [] };
    } else {
      take(line, event);
    }
  }
}

function take(line, event) {
  const [, field, value] = /^([^:]*)(?:: ?)?(.*)$/s.exec(line);
  if (field === "event") event.name = value;
  if (field === "data") event.lines.push(value);
}

/** A line ends with CR LF, LF or CR; a CR at the end of what has come may be half of CR LF, and waits. */
async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = `${rest}${value}`.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      yield* lines;
    }
  } finally {
    reader.cancel().catch(() => {}); // whoever stops listening lets the service know; a stream that broke is over anyway
  }
}
