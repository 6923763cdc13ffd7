/** Names of people and channels, as Slack shows them. They are asked for once. */
import { PlatformError } from "../adapter/platform-error.js";
import type { SlackCalls } from "./slack-calls.js";

const REMEMBERED_MAX = 1_000;

export interface Names {
  /** An id stands for a name that Slack does not give. Never rejects, but for the signal's reason. */
  person(id: string, signal: AbortSignal): Promise<string>;
  /** Undefined without the scope for it, and in direct chats. Never rejects, but for the signal's reason. */
  channel(id: string, signal: AbortSignal): Promise<string | undefined>;
}

export function createNames(calls: SlackCalls): Names {
  const names = new Map<string, Promise<string | undefined>>();

  async function known(
    id: string,
    signal: AbortSignal,
    ask: () => Promise<string | undefined>,
  ): Promise<string | undefined> {
    const before = names.get(id);
    if (before !== undefined) return before;
    const asked = ask().catch((error: unknown) => {
      signal.throwIfAborted();
      // A refusal stays one. After anything else, the next message asks again.
      if (!(error instanceof PlatformError) || error.kind !== "permanent") names.delete(id);
      return undefined;
    });
    names.set(id, asked);
    const [oldest] = names.keys();
    if (names.size > REMEMBERED_MAX && oldest !== undefined) names.delete(oldest);
    return asked;
  }

  return {
    person: async (id, signal) => (await known(id, signal, () => fetchName(calls, id, signal))) ?? id,
    channel: async (id, signal) =>
      id.startsWith("D") ? undefined : known(id, signal, () => fetchChannel(calls, id, signal)),
  };
}

async function fetchChannel(calls: SlackCalls, id: string, signal: AbortSignal): Promise<string | undefined> {
  const { channel } = await calls.call({ what: "the name of a channel", signal }, (api) =>
    api.conversations.info({ channel: id }),
  );
  return channel?.name;
}

async function fetchName(calls: SlackCalls, id: string, signal: AbortSignal): Promise<string> {
  const { user } = await calls.call({ what: "the name of a person", signal }, (api) =>
    api.users.info({ user: id }),
  );
  const names = [user?.profile?.display_name, user?.profile?.real_name, user?.real_name, user?.name];
  return names.find((name) => name !== undefined && name !== "") ?? id;
}
