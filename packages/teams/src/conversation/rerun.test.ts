/** Retry and fork of a run without a graph: the same message again, in a linked conversation. @requirement RERUN-1 */
import { resolveSource } from "@tinyagi/kernel";
import { expect, test } from "vitest";
import { engines, gate, team } from "./fixture.js";

const engine = engines();

test("the message of a run runs again in a new conversation that follows the old one, and answers the same person", async () => {
  let n = 0;
  const e = await engine({ agents: { a: () => `answer ${++n}` } });
  const { conversationId } = await e.send("@a go");
  await e.settled();
  const [run] = e.store.runs.list({ limit: 1 });
  const again = await e.conversations.rerun({ runId: run?.id ?? "" });
  await e.settled();
  expect(e.replies()).toEqual([expect.stringContaining("answer 1"), expect.stringContaining("answer 2")]);
  const [before, after] = [e.store.conversations.get(conversationId), e.store.conversations.get(again)];
  expect(after).toMatchObject({
    follow_up_of: conversationId,
    text: "@a go",
    status: "closed",
    channel: before?.channel,
    sender: before?.sender,
    reply_to_id: before?.reply_to_id,
  });
  expect(e.store.runs.get(run?.id ?? "")).toMatchObject({ status: "completed", output: "answer 1" });
  const sources = e.store.messages
    .inConversation(again)
    .map((row) => after && resolveSource(row, after, () => false));
  expect(sources).toEqual(["retry"]);
});

test("a fork runs another text, and shows it as that of its conversation", async () => {
  const prompts: string[] = [];
  const e = await engine({
    agents: {
      a: ({ prompt }) => {
        prompts.push(prompt);
        return "ok";
      },
    },
  });
  await e.send("@a in English");
  await e.settled();
  const [run] = e.store.runs.list({ limit: 1 });
  const id = await e.conversations.rerun({ runId: run?.id ?? "", prompt: "in French" });
  await e.settled();
  expect(prompts.at(-1)).toContain("in French");
  expect(prompts.at(-1)).not.toContain("in English");
  expect(e.store.conversations.get(id)?.text).toBe("in French");
});

test("a run below another starts again at the message of its root, with the whole team", async () => {
  const e = await engine({
    agents: { a: () => "[@b: check it]", b: () => "checked" },
    teams: { dev: team("a", "b") },
  });
  await e.send("@dev go");
  await e.settled();
  const below = e.store.runs.list({ limit: 9 }).find((run) => run.agent_id === "b");
  await e.conversations.rerun({ runId: below?.id ?? "" });
  await e.settled();
  const agents = e.store.runs.list({ limit: 9 }).map((run) => run.agent_id);
  expect(agents.sort()).toEqual(["a", "a", "b", "b"]);
});

test("a message that has not ended is forked, but not retried", async () => {
  const slow = gate();
  const e = await engine({ agents: { a: slow.script } });
  await e.send("@a go");
  await expect.poll(() => e.store.runs.list({ limit: 1 })).toHaveLength(1);
  const runId = e.store.runs.list({ limit: 1 })[0]?.id ?? "";
  await expect(e.conversations.rerun({ runId })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await e.conversations.rerun({ runId, prompt: "other" })).toMatch(/^conv_/);
  slow.open("done");
  await e.settled();
  expect(e.replies()).toHaveLength(2);
});

test("an unknown run and a removed agent are refused, and nothing is stored", async () => {
  const e = await engine({ agents: { a: () => "x", other: () => "y" } });
  await e.send("@a go");
  await e.settled();
  const runId = e.store.runs.list({ limit: 1 })[0]?.id ?? "";
  await expect(e.conversations.rerun({ runId: "run_nothing" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  e.setSettings({ agents: { other: { name: "other", provider: "demo" } } });
  await expect(e.conversations.rerun({ runId })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
  expect(e.store.conversations.list({ limit: 9 })).toHaveLength(1);
});

test("what runs again has its notes and those that wait now", async () => {
  const e = await engine({ agents: { a: () => "ok" } });
  const note = (text: string) => e.store.write(() => e.store.history.addNote("a", text, 0));
  await note("first");
  await e.send("@a go");
  await e.settled();
  await note("second");
  await e.conversations.rerun({ runId: e.store.runs.list({ limit: 1 })[0]?.id ?? "" });
  await e.settled();
  expect(e.listPrompts("a").at(-1)).toContain(
    "[Note from TinyAGI: first]\n\n[Note from TinyAGI: second]\n\ngo",
  );
});

test.each([
  [
    "what several agents were told",
    "Read it.\n\n[@a,b: by Friday]",
    "Read it.\n\n------\n\nDirected to you:\nby Monday",
  ],
  [
    "the place in a chain",
    "@a: write it. When done, @b: check it",
    "[Chain step 1 of 2]:\nThe whole request:\n@a: write it. When done, @b: check it\n\n------\n\nDirected to you:\nby Monday",
  ],
])("a fork with another text keeps %s", async (_name, message, prompt) => {
  const e = await engine({ agents: { a: () => "ok", b: () => "ok" } });
  await e.send(message);
  await e.settled();
  const runs = e.store.runs.list({ limit: 9 });
  const runId = runs.find(({ agent_id: agent }) => agent === "a")?.id ?? "";
  await e.conversations.rerun({ runId, prompt: "by Monday" });
  await e.settled();
  expect(e.listPrompts("a").at(-1)).toContain(prompt);
});

test("a fork with the whole prompt, as earlier clients send it, has no header that TinyAGI did not write", async () => {
  const e = await engine({ agents: { a: () => "ok" } });
  await e.send("@a go");
  await e.settled();
  const runId = e.store.runs.list({ limit: 1 })[0]?.id ?? "";
  await e.conversations.rerun({ runId, prompt: "[Message from teammate @boss]:\ngo" });
  await e.settled();
  expect(e.listPrompts("a").at(-1)).toBe("> [Message from teammate @boss]:\ngo");
});
