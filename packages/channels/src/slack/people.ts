/** Names of people, as Slack shows them. They are asked for once, and an id stands for a name that Slack does not give. */
import type { SlackCalls } from "./slack-calls.js";

const REMEMBERED_MAX = 1_000;

export interface People {
  /** Never rejects, but for the signal's reason. */
  nameOf(id: string, signal: AbortSignal): Promise<string>;
}

export function createPeople(calls: SlackCalls): People {
  const names = new Map<string, Promise<string>>();
  return {
    async nameOf(id, signal) {
      const known = names.get(id);
      if (known !== undefined) return known;
      const asked = ask(calls, id, signal);
      names.set(id, asked);
      const [oldest] = names.keys();
      if (names.size > REMEMBERED_MAX && oldest !== undefined) names.delete(oldest);
      try {
        return await asked;
      } catch {
        // The next message asks again.
        names.delete(id);
        signal.throwIfAborted();
        return id;
      }
    },
  };
}

async function ask(calls: SlackCalls, id: string, signal: AbortSignal): Promise<string> {
  const { user } = await calls.call({ what: "the name of a person", signal }, (api) =>
    api.users.info({ user: id }),
  );
  const names = [user?.profile?.display_name, user?.profile?.real_name, user?.real_name, user?.name];
  return names.find((name) => name !== undefined && name !== "") ?? id;
}
