/**
 * The one reply of a conversation in which several agents spoke. Everybody asked appears in it: with an answer,
 * with the reason of a failure, or as still waiting; nobody is left out in silence.
 */

/** One agent's part. `text` is its last final output in its readable form; an empty one is allowed (files only). */
export interface ReplyEntry {
  agentId: string;
  name: string;
  isLeader: boolean;
  /** Order of first mention. */
  order: number;
  text?: string;
  /** What became of it, as a phrase that goes on from its name: `failed after 3 attempts: no network`. */
  failure?: string;
  /** Why there is no answer yet: `no network; TinyAGI retries it at 14:05 UTC`. */
  waiting?: string;
}

export interface JoinedReplyParts {
  entries: readonly ReplyEntry[];
  /** Sentences for the end, e.g. which limit stopped the conversation. */
  notes: readonly string[];
}

const SEPARATOR = "\n\n------\n\n";

/**
 * Leader first, then order of first mention, each under its name. One speaker alone stands without a heading and
 * signed `- [agent]`, as 0.0.20 signs; joined ones are not signed. Notes come last.
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

/** `(failed: no network.)`: in brackets, so that it reads as the host's word and not the agent's. */
function sentence(words: string): string {
  return `(${words.trim().replace(/\.$/, "")}.)`;
}
