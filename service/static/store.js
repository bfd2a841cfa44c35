// Talks are kept in this tab alone, so that going back and reloading find them again; the service keeps nothing.

const PREFIX = "talk-";
const MOST = 20; // talks that are kept

/** A talk: {id, turns}. */
export function newTalk() {
  return { id: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`, turns: [] };
}

export function keep(talk) {
  try {
    forgetOldest();
    sessionStorage.setItem(PREFIX + talk.id, JSON.stringify(talk));
  } catch {
    // No room, or no storage at all: the talk goes on, and is lost with the page.
  }
}

/** The talk of this id; null where it is not kept. */
export function recall(id) {
  try {
    const talk = JSON.parse(sessionStorage.getItem(PREFIX + id));
    return talk && { ...talk, turns: talk.turns.map(settled) };
  } catch {
    return null;
  }
}

/** A page that was left while it asked has stopped asking. */
function settled(turn) {
  return turn.state === "asking" ? { ...turn, state: "stopped" } : turn;
}

/** Ids begin with the time, in base 36: of eight digits until the year 2059. */
function forgetOldest() {
  const kept = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).sort();
  for (const key of kept.slice(0, -MOST)) sessionStorage.removeItem(key);
}
