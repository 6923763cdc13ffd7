/** @requirement REPORT-1 */
import { expect, test } from "vitest";
import { type EngineFixture as Engine, engines } from "./fixture.js";

const open = engines();
const standup = {
  channel: "schedule",
  sender: "Scheduler",
  metadata: { schedule: "stand_up" },
  target: "coder",
};
const beat = {
  channel: "heartbeat",
  sender: "System",
  metadata: { heartbeat: "coder" },
  target: "coder",
  quiet: true,
};
const settings = { channels: { enabled: ["telegram"] } };

function pair(it: Engine, senderId: string, role: "owner" | "member"): void {
  const now = it.clock.now();
  it.store.writeNow(() =>
    it.store.pairings.put({
      channel: "telegram",
      sender_id: senderId,
      sender: senderId,
      state: "approved",
      role,
      code: null,
      created_at: now,
      last_seen_at: now + 1,
      expires_at: null,
      approved_at: now,
      approved_by: "test",
    }),
  );
}

const on = (it: Engine, channel: string) =>
  it.store.outbox.pending(channel, 10).map(({ sender_id, message }) => [sender_id, message]);

test("the answer to a schedule reaches the owner's chat, and says which schedule it answers", async () => {
  const it = await open({ agents: { coder: () => "All green." }, settings });
  pair(it, "ada", "owner");
  pair(it, "bob", "member");
  await it.send("how is the build?", standup);
  await it.settled();
  expect(on(it, "telegram")).toEqual([["ada", "Schedule `stand_up`\n\nAll green.\n\n- [coder]"]]);
  expect(on(it, "schedule")).toHaveLength(1);
});

test("a heartbeat is reported only when there is something to report", async () => {
  const answers = ["HEARTBEAT_OK", "The disk is full."];
  const it = await open({ agents: { coder: () => answers.shift() ?? "" }, settings });
  pair(it, "ada", "owner");
  await it.send("check", beat);
  await it.settled();
  expect(on(it, "telegram")).toEqual([]);
  await it.send("check", { ...beat });
  await it.settled();
  expect(on(it, "telegram")).toEqual([["ada", "Heartbeat of `coder`\n\nThe disk is full.\n\n- [coder]"]]);
});

test("what a member has scheduled is not reported to the owner", async () => {
  const it = await open({ agents: { coder: () => "Secret of Bob." }, settings });
  pair(it, "ada", "owner");
  pair(it, "bob", "member");
  await it.send("remind me", { ...standup, asker: { channel: "telegram", senderId: "bob" } });
  await it.settled();
  expect(on(it, "telegram")).toEqual([]);
});

test("without an owner's chat, the answer stays in the record", async () => {
  const it = await open({ agents: { coder: () => "All green." }, settings });
  pair(it, "bob", "member");
  await it.send("how is the build?", standup);
  await it.settled();
  expect(on(it, "telegram")).toEqual([]);
  expect(on(it, "schedule").map(([, message]) => message)).toEqual([
    "Schedule `stand_up`\n\nAll green.\n\n- [coder]",
  ]);
});

test("a schedule for one person's chat says its name there, and is not reported twice", async () => {
  const it = await open({ agents: { coder: () => "Good morning." }, settings });
  pair(it, "ada", "owner");
  await it.send("greet", { ...standup, channel: "telegram", sender: "bob", senderId: "bob" });
  await it.settled();
  expect(on(it, "telegram")).toEqual([["bob", "Schedule `stand_up`\n\nGood morning.\n\n- [coder]"]]);
});

test.each([{ schedule: "a`b\nApprove: x" }, { schedule: 7 }, { heartbeat: "../x" }])(
  "metadata of a client that is no name says nothing: %j",
  async (metadata) => {
    const it = await open({ agents: { coder: () => "Hello." }, settings });
    pair(it, "ada", "owner");
    await it.send("hi", { ...standup, metadata });
    await it.settled();
    expect(on(it, "schedule").map(([, message]) => message)).toEqual(["Hello.\n\n- [coder]"]);
    expect(on(it, "telegram")).toEqual([]);
  },
);
