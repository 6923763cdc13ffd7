/** A search over a store in memory, and texts as the engine writes them. For tests only. */
import { createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { createJournal, openStore } from "@tinyagi/kernel";
import { conversationRow, messageRow } from "../../../kernel/src/store/fixture.js";
import { createSearch } from "./search.js";

export function createSearchFixture() {
  const clock = createVirtualClock();
  const store = openStore({ path: ":memory:", clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const search = createSearch({ store, journal, clock, log: SILENT_LOG });
  let count = 0;
  return {
    store,
    clock,
    journal,
    search,
    /** A person's message to agents, with a row in the queue and in the history of each. @returns the conversation */
    asked(text: string, agents: readonly string[], changes: { task?: string } = {}): string {
      count += 1;
      const id = `c${count}`;
      store.writeNow(() => {
        store.conversations.insert(
          conversationRow(id, { text, task_id: changes.task ?? null, created_at: clock.now() }),
        );
        for (const [index, agent] of agents.entries()) {
          const message_id = index === 0 ? `in_${id}` : `internal_${id}_${index}`;
          store.messages.insert(messageRow(agent, { conversation_id: id, message_id, text }));
          remember(agent, { role: "user", message_id, content: text });
        }
      });
      return id;
    },
    answered(conversation: string, agent: string, text: string): void {
      store.writeNow(() =>
        remember(agent, { role: "assistant", message_id: `in_${conversation}`, content: text }),
      );
    },
    posted(team: string, from: string, message: string): number {
      return store.writeNow(() =>
        store.history.addChatMessage({ team_id: team, from_agent: from, message, created_at: clock.now() }),
      );
    },
    find: async (q: string, more: object = {}) => (await search.find({ q, limit: 20, ...more })).hits,
    async [Symbol.asyncDispose]() {
      await search[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };

  function remember(
    agent: string,
    row: { role: "user" | "assistant"; message_id: string; content: string },
  ): void {
    store.history.addAgentMessage({
      agent_id: agent,
      channel: "api",
      sender: "tester",
      created_at: clock.now(),
      ...row,
    });
  }
}
