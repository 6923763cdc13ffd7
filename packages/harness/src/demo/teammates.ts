/** Reads the teammates block of a system prompt: who the agent is, and who its teammates are. Pure. */

const BLOCK_START = "<!-- TEAMMATES_START -->";
const BLOCK_END = "<!-- TEAMMATES_END -->";
const ENTRY = /`@([a-z][a-z0-9_-]*)`\s+—\s+\*\*([^*\n]{1,200})\*\*/;
const LEADER_MARK = "*(team leader)*";

/** An agent as its teammates see it. */
export interface Teammate {
  readonly id: string;
  readonly name: string;
  readonly isLeader: boolean;
  /** Its whole line in lower case, with model and role, to guess what it can do. */
  readonly about: string;
}

/** An agent and its teammates. */
export interface Teammates {
  readonly self: Teammate | undefined;
  readonly others: readonly Teammate[];
}

/** Parses the block. Without one, there are no teammates. */
export function readTeammates(systemPrompt: string): Teammates {
  const [, afterStart = ""] = systemPrompt.split(BLOCK_START, 2);
  const [block = ""] = afterStart.split(BLOCK_END, 1);
  let self: Teammate | undefined;
  let isYou = false;
  const others = new Map<string, Teammate>();
  for (const line of block.split("\n")) {
    if (line.startsWith("###")) isYou = line.slice(3).trim() === "You";
    const entry = readEntry(line);
    if (entry === undefined) continue;
    if (isYou) self ??= entry;
    else if (!others.has(entry.id)) others.set(entry.id, entry);
  }
  if (self !== undefined) others.delete(self.id);
  return { self, others: [...others.values()] };
}

function readEntry(line: string): Teammate | undefined {
  const [, id, name] = ENTRY.exec(line) ?? [];
  if (id === undefined || name === undefined) return undefined;
  return { id, name, isLeader: line.includes(LEADER_MARK), about: line.toLowerCase() };
}
