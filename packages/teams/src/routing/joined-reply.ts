/**
 * The one reply of a conversation with several agents. It contains every agent that was asked: with an answer, with
 * the reason of its failure, or as still missing.
 */

/** One agent's part. `text` is the readable form of its last final output; it may be empty (files only). */
export interface ReplyEntry {
  agentId: string;
  name: string;
  isLeader: boolean;
  /** Order of first mention. */
  order: number;
  text?: string;
  /** How the agent failed, as a phrase that follows its name: `failed after 3 attempts: no network`. */
  failure?: string;
  /** Why there is no answer yet: `no network; TinyAGI retries it at 14:05 UTC`. */
  waiting?: string;
}

export interface JoinedReplyParts {
  entries: readonly ReplyEntry[];
  /** Sentences for the end, for example which limit stopped the conversation. */
  notes: readonly string[];
}

const SEPARATOR = "\n\n------\n\n";

/**
 * Joins the entries, leader first, then by first mention, each under a heading. A single answer has no heading and
 * ends with `- [agent]`, as in 0.0.20; joined answers are not signed. Notes come last.
 */
export function joinReplies({ entries, notes }: JoinedReplyParts): string {
  const ordered = [...entries].sort((a, b) => Number(b.isLeader) - Number(a.isLeader) || a.order - b.order);
  const [only, ...others] = ordered;
  const body =
    only !== undefined && others.length === 0
      ? renderAlone(only, notes)
      : [ordered.map((entry) => `${heading(entry)}:\n${renderEntry(entry)}`).join(SEPARATOR), ...notes].join(
          "\n\n",
        );
  return body.trim();
}

function renderAlone(entry: ReplyEntry, notes: readonly string[]): string {
  const signature = entry.text === undefined ? [] : [`- [${entry.agentId}]`];
  const parts =
    entry.text?.trim() === "" && hasNoState(entry) ? [] : [renderEntry(entry, `@${entry.agentId} `)];
  return [...parts, ...notes, ...signature].join("\n\n");
}

function heading(entry: ReplyEntry): string {
  return entry.name.toLowerCase() === entry.agentId
    ? `@${entry.agentId}`
    : `${entry.name} (@${entry.agentId})`;
}

function renderEntry(entry: ReplyEntry, subject = ""): string {
  const parts: string[] = [];
  const text = entry.text?.trim() ?? "";
  if (text !== "") parts.push(text);
  if (entry.failure !== undefined) parts.push(sentence(`${subject}${entry.failure}`));
  if (entry.waiting !== undefined) parts.push(sentence(`${subject}has not answered yet: ${entry.waiting}`));
  if (parts.length === 0) parts.push(sentence(`${subject}gave no text`));
  return parts.join("\n\n");
}

function hasNoState(entry: ReplyEntry): boolean {
  return entry.failure === undefined && entry.waiting === undefined;
}

/** `(failed: no network.)`: the brackets show that the host wrote this, not the agent. */
function sentence(words: string): string {
  return `(${words.trim().replace(/\.$/, "")}.)`;
}
