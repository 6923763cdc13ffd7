import { HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { engines, gate, hang, team } from "./fixture.js";

const open = engines();
const silent = () => "";

/** @requirement ROOM-2 */
test("posts that arrive while a member works reach it together in one prompt, each under its header", async () => {
  const first = gate();
  let calls = 0;
  const it = await open({
    agents: {
      a: silent,
      b: () => (calls++ === 0 ? first.script({} as never, new AbortController().signal) : ""),
    },
    teams: { dev: team("a", "b") },
  });
  await it.conversations.postToRoom("dev", "one");
  await expect.poll(() => it.listPrompts("b").length).toBe(1);
  await it.conversations.postToRoom("dev", "two");
  await it.conversations.postToRoom("dev", "three");
  first.open("");
  await it.settled();
  const prompts = it.listPrompts("b");
  expect(prompts.join("\n\n").match(/\[Chat room #dev — @user\]:\n(one|two|three)/g)).toHaveLength(3);
  expect(prompts).toHaveLength(2);
  expect(prompts[1]).toBe("[Chat room #dev — @user]:\ntwo\n\n[Chat room #dev — @user]:\nthree");
  const batched = it.pickEvents("message.batched");
  expect(batched.filter((event) => event.agentId === "b")).toHaveLength(1);
  expect(it.store.messages.openLanes()).toEqual([]);
});

test("posts that fail together are reported once and replayed together", async () => {
  let broken = true;
  const b = () => {
    if (broken) throw new HarnessError("invalid", "broken");
    return "";
  };
  const hold = gate();
  let calls = 0;
  const it = await open({
    agents: {
      a: silent,
      b: async (request, signal) => {
        if (calls++ === 0) await hold.script(request, signal);
        return b();
      },
    },
    teams: { dev: team("a", "b") },
  });
  await it.conversations.postToRoom("dev", "zero");
  await expect.poll(() => it.listPrompts("b").length).toBe(1);
  for (const text of ["one", "two", "three"]) await it.conversations.postToRoom("dev", text);
  hold.open("");
  await it.settled();
  const notices = it.store.history
    .chatMessages("dev", { limit: 100 })
    .filter((row) => row.from_agent === "system");
  // One notice for the first post, one for the three that ran together.
  expect(notices).toHaveLength(2);
  broken = false;
  const dead = it.store.deadLetters.list({ limit: 10 }).map((row) => row.id);
  expect(dead).toHaveLength(4);
  await it.conversations.replayDead(Math.max(...dead));
  await it.settled();
  expect(it.listPrompts("b").at(-1)).toContain("two\n\n[Chat room #dev — @user]:\nthree");
  expect(it.store.deadLetters.list({ limit: 10 })).toHaveLength(1);
  expect(it.store.conversations.list({ status: "open", limit: 10 })).toEqual([]);
});

test("cancelling a conversation does not cancel posts of other conversations", async () => {
  let calls = 0;
  const it = await open({
    agents: { a: silent, b: (request, signal) => (calls++ < 2 ? hang(request, signal) : "") },
    teams: { dev: team("a", "b") },
  });
  await it.conversations.postToRoom("dev", "zero");
  await expect.poll(() => it.listPrompts("b").length).toBe(1);
  await it.conversations.postToRoom("dev", "one");
  await it.conversations.postToRoom("dev", "two");
  const running = () => it.store.messages.withStatus("processing", 10).find((row) => row.agent_id === "b");
  const zero = running();
  await it.conversations.cancelMessage(zero?.id ?? 0, { code: "operator" });
  await expect.poll(() => it.listPrompts("b").length).toBe(2);
  expect(it.listPrompts("b")[1]).toContain("two");
  await it.conversations.cancelConversation(running()?.conversation_id ?? "", { code: "operator" });
  await it.settled();
  expect(it.listPrompts("b")[2]).toMatch(
    /attempt 2 .* the one before failed \(stopped by the operator\)[\s\S]*\[Chat room #dev — @user\]:\ntwo$/,
  );
  expect(it.store.messages.openLanes()).toEqual([]);
});

test("killing the run ends every post in it", async () => {
  let calls = 0;
  const first = gate();
  const it = await open({
    agents: {
      a: silent,
      b: (request, signal) => (calls++ === 0 ? first.script(request, signal) : hang(request, signal)),
    },
    teams: { dev: team("a", "b") },
  });
  await it.conversations.postToRoom("dev", "zero");
  await expect.poll(() => it.listPrompts("b").length).toBe(1);
  for (const text of ["one", "two"]) await it.conversations.postToRoom("dev", text);
  first.open("");
  await expect.poll(() => it.listPrompts("b").length).toBe(2);
  const live = it.store.messages.withStatus("processing", 10).find((row) => row.agent_id === "b");
  const killed = await it.conversations.cancelMessage(live?.id ?? 0, { code: "operator" });
  expect(killed).toEqual({ agent: "b", processKilled: true });
  await it.settled();
  expect(
    it.store.db.prepare("SELECT 1 FROM messages WHERE status = 'cancelled' AND agent_id = 'b'").all(),
  ).toHaveLength(2);
});
