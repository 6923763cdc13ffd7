import { HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { engines, team } from "./fixture.js";

const open = engines();
const beat = { channel: "heartbeat", sender: "System", quiet: true } as const;

/** @requirement HEARTBEAT-1 */
test("a heartbeat with nothing to report is recorded and closed without a reply", async () => {
  const it = await open({ agents: { coder: () => "HEARTBEAT_OK" } });
  const { conversationId } = await it.send("check", { ...beat, target: "coder" });
  await it.settled();
  expect(it.replies()).toEqual([]);
  expect(it.store.conversations.get(conversationId)).toMatchObject({ status: "closed", quiet: 1 });
  expect(it.pickEvents("run.completed")).toHaveLength(1);
  expect(it.pickEvents("conversation.closed")[0]?.data).toEqual({ status: "closed", replies: 0 });
  expect(it.store.history.agentMessages("coder", { limit: 10 })[0]).toMatchObject({
    role: "assistant",
    content: "HEARTBEAT_OK",
  });
});

test("the same words are delivered when a person asked", async () => {
  const it = await open({ agents: { coder: () => "Nothing to report." } });
  await it.send("anything new?");
  await it.settled();
  expect(it.replies()).toEqual(["Nothing to report.\n\n- [coder]"]);
});

test("a heartbeat that reports something is delivered", async () => {
  const it = await open({ agents: { coder: () => "The build is red." } });
  await it.send("check", { ...beat, target: "coder" });
  await it.settled();
  expect(it.replies()).toEqual(["The build is red.\n\n- [coder]"]);
});

test("the reply contains only the agents that report something", async () => {
  const it = await open({
    agents: {
      lead: () => "[@coder: check the build]",
      coder: () => "It is red.",
      writer: () => "no updates",
    },
    teams: { dev: team("lead", "coder", "writer") },
  });
  await it.send("[@coder: check] [@writer: check]", { ...beat, join: "reply" });
  await it.settled();
  expect(it.replies()).toEqual(["It is red.\n\n- [coder]"]);
});

test("a heartbeat that fails permanently is reported once, without a notice while it is retried", async () => {
  const it = await open({
    agents: {
      coder: () => {
        throw new HarnessError("transient", "no network");
      },
    },
  });
  await it.send("check", { ...beat, target: "coder" });
  for (let minute = 0; minute < 10; minute += 1) {
    await it.settled();
    it.clock.advance(60_000);
  }
  await it.settled();
  expect(it.replies()).toHaveLength(1);
  expect(it.replies()[0]).toContain("failed after 5 attempts: no network");
});
