/** What was said in a chat before: the last exchanges with an agent or a team on this terminal, and what still runs. */
import type { Client } from "@tinyagi/client";
import type { ConversationDetail, ConversationView } from "@tinyagi/contracts";

/** Recalled with the arrow keys. */
const TEXTS = 50;

export interface PastOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** An agent or a team; undefined: whoever answers by default. */
  readonly who: string | undefined;
  readonly isTeam: boolean;
  /** Exchanges. */
  readonly count: number;
}

export interface Past {
  /** Oldest first. */
  readonly exchanges: readonly ConversationDetail[];
  /** What the person wrote, newest first. */
  readonly texts: readonly string[];
  /** The newest conversation that has not ended. */
  readonly open: string | undefined;
}

export async function readPast({ client, signal, who, isTeam, count }: PastOptions): Promise<Past> {
  const about = who === undefined ? {} : isTeam ? { team: who } : { agent: who };
  const query = { ...about, channel: "cli", limit: TEXTS };
  const listed = await client.call("listConversations", { query, signal });
  // Those in which somebody else asked the agent are none of this chat.
  const own = listed.filter((one) => who === undefined || isTeam || one.agent === who);
  const ended = own.filter(({ status }) => status !== "open").slice(0, count);
  const read = ({ id }: ConversationView): Promise<ConversationDetail> =>
    client.call("getConversation", { params: { id }, signal });
  return {
    exchanges: (await Promise.all(ended.map(read))).toReversed(),
    texts: [...new Set(own.map(({ text }) => text))],
    open: own.find(({ status }) => status === "open")?.id,
  };
}
