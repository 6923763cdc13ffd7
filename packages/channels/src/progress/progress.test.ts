import type { JournalEvent } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { MessageRef } from "../adapter/chat.js";
import type { Timing } from "../base/timing.js";
import { createProgress } from "./progress.js";

const REF: MessageRef = { chat: { id: "1" }, id: "m1" };

function event(type: string, data: object): JournalEvent {
  return { type, time: 0, conversationId: "c1", runId: "r1", data } as JournalEvent;
}
const started = event("run.started", { agent: "coder" });
const closed = event("conversation.closed", { status: "closed", replies: 1 });

/** Time that passes when the test says so, and what the platform shows. */
function open() {
  const calls: string[] = [];
  let now = 0;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  const timing: Timing = {
    now: () => now,
    random: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const adapter = {
    react: async (_ref, mood) => void calls.push(`react ${mood}`),
    typing: async () => {},
    sendText: async (chat, { markdown }) => {
      calls.push(`send ${markdown}`);
      return { chat, id: "p1" };
    },
    editText: async (_ref, { markdown }) => void calls.push(`edit ${markdown}`),
    deleteMessage: async ({ id }) => void calls.push(`delete ${id}`),
  } as Partial<ChannelAdapter> as ChannelAdapter;
  const signal = new AbortController().signal;
  const progress = createProgress({ adapter, timing, log: () => {}, signal });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    calls,
    progress,
    settle,
    async pass(ms: number) {
      await settle();
      now += ms;
      for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
      await settle();
    },
  };
}

/** @requirement CHANNEL-1 */
test("longer work shows one message that is edited, and that goes when the conversation ends", async () => {
  const it = open();
  it.progress.begin("c1", REF);
  it.progress.event(started);
  await it.pass(3_000);
  it.progress.event(event("run.tool_started", { agent: "coder", name: "Bash" }));
  await it.pass(4_000);
  it.progress.event(closed);
  await it.settle();
  expect(it.calls).toEqual([
    "react seen",
    "send _Working · 3 s_\n_⏳ @coder_",
    "edit _Working · 7 s_\n_⏳ @coder · Bash_",
    "delete p1",
    "react done",
  ]);
});

test("events that came before the acceptance of the message count", async () => {
  const it = open();
  it.progress.event(started);
  it.progress.begin("c1", REF);
  await it.pass(3_000);
  expect(it.calls[1]).toContain("@coder");
});

test("short work shows no message, also when it ended before its acceptance was known", async () => {
  const it = open();
  it.progress.event(started);
  it.progress.event(closed);
  it.progress.begin("c1", REF);
  await it.pass(10_000);
  expect(it.calls).toEqual(["react seen", "react done"]);
});

test("a long conversation ends what it shows, however many others there were meanwhile", async () => {
  const it = open();
  it.progress.begin("c1", REF);
  it.progress.event(started);
  await it.pass(3_000);
  for (let n = 0; n < 1_500; n += 1) it.progress.event({ ...closed, conversationId: `other${n}` });
  it.progress.event(closed);
  await it.progress.idle();
  expect(it.calls.slice(-2)).toEqual(["delete p1", "react done"]);
});

test("when events are missing, everything that is shown ends", async () => {
  const it = open();
  it.progress.begin("c1", REF);
  it.progress.event(started);
  await it.pass(3_000);
  it.progress.forget();
  await it.progress.idle();
  expect(it.calls).toContain("delete p1");
});
