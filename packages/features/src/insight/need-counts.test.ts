import { expect, test, vi } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../../../kernel/src/store/fixture.js";
import { needCounts } from "./need-counts.js";

const NO_PAUSES = { list: () => [] };

test("dead letters are counted alone, however many other messages there are", async () => {
  await using store = createMemoryStore();
  store.conversations.insert(conversationRow("c1"));
  for (const agent of ["a", "b"]) store.messages.insert(messageRow(agent, { conversation_id: "c1" }));
  store.db.prepare("UPDATE messages SET status = 'dead' WHERE agent_id = 'a'").run();
  const all = vi.spyOn(store.messages, "countByStatus");
  expect(needCounts({ store, circuits: NO_PAUSES })).toEqual({
    approvals: 0,
    questions: 0,
    dead: 1,
    providers: 0,
  });
  expect(all).not.toHaveBeenCalled();
});
