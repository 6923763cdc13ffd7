/** A database with messages that wait, as a daemon with much work leaves it. */
import { createSystemClock } from "@tinyagi/base";
import { openStore, type Store } from "@tinyagi/kernel";

/** Number of agents among which the messages are divided: `a0`, `a1`, … */
export const LANES = 20;

/** Opens a database and fills it. The caller closes it. */
export function openFilledStore(path: string, pending: number): Store {
  const store = openStore({ path, clock: createSystemClock() });
  fill(store, pending);
  return store;
}

function fill(store: Store, pending: number): void {
  const now = Date.now();
  store.writeNow(() => {
    store.conversations.insert({
      id: "conv_bench",
      inbound_id: "bench",
      reply_to_id: "bench",
      channel: "api",
      sender: "bench",
      sender_id: null,
      team_id: null,
      join_mode: "reply",
      join_explicit: 0,
      text: "",
      chain: null,
      limits: "{}",
      notes: "[]",
      follow_up_of: null,
      metadata: null,
      quiet: 0,
      task_id: null,
      created_at: now,
      deadline_at: now,
    });
    for (let index = 0; index < pending; index += 1) {
      const lane = `a${index % LANES}`;
      store.messages.insert({
        message_id: `m${index}`,
        conversation_id: "conv_bench",
        lane,
        agent_id: lane,
        team_id: null,
        kind: "user",
        from_agent: null,
        parent_run_id: null,
        hop: 0,
        chain_step: null,
        text: "hello",
        created_at: now,
      });
    }
  });
}
