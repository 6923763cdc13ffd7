/** The end of a message must not read the whole conversation: with many messages, that would take quadratic time. */
import { expect, test, vi } from "vitest";
import { engines, gate } from "./fixture.js";

const engine = engines();
const MESSAGES = 300;

test("messages of an agent that no longer exists end without reading their whole conversation each time", async () => {
  const lead = gate();
  const e = await engine({ agents: { lead: lead.script } });
  const { conversationId } = await e.send("@lead go");
  await vi.waitFor(() => expect(e.prompts).toHaveLength(1));
  const whole = vi.spyOn(e.store.messages, "inConversation");
  const read = countOpenKinds(e.store.messages);
  await e.store.write(() => {
    for (let index = 0; index < MESSAGES; index += 1)
      e.queue.enqueue(
        {
          message_id: `m${index}`,
          conversation_id: conversationId,
          lane: "gone",
          agent_id: "gone",
          team_id: null,
          kind: "handoff",
          from_agent: "lead",
          parent_run_id: null,
          hop: 1,
          chain_step: null,
          text: "hello",
        },
        { channel: "api", sender: "tester", replyToId: `m${index}` },
      );
  });
  e.dispatcher.wake("gone");
  await vi.waitFor(() => expect(e.pickEvents("message.died")).toHaveLength(MESSAGES));
  expect(whole).not.toHaveBeenCalled();
  // One for each message that ended, because its successor is still open.
  expect(read()).toBeLessThanOrEqual(MESSAGES);
  lead.open("done");
  await vi.waitFor(() => expect(e.replies()).toHaveLength(1));
  // Twice, because a write with a reply is repeated after the hooks of plugins.
  expect(whole).toHaveBeenCalledTimes(2);
  expect(e.replies()[0]).toContain("done");
});

/** @returns a function that tells how many rows were read */
function countOpenKinds(messages: { openKinds: (id: string) => Iterable<{ kind: string }> }): () => number {
  let rows = 0;
  const original = messages.openKinds;
  messages.openKinds = function* (id) {
    for (const row of original(id)) {
      rows += 1;
      yield row;
    }
  };
  return () => rows;
}
