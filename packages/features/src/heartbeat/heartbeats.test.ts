/** @requirement HEARTBEAT-1 */

import { SILENT_LOG } from "@tinyagi/base";
import { AppError, placeOffline, type Settings, settingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { conversationRow, createTempStore, messageRow } from "../../../kernel/src/store/fixture.js";
import type { PrepareMessage, TimedMessage } from "../schedules/firing.js";
import { createHeartbeats, DEFAULT_HEARTBEAT_PROMPT } from "./heartbeats.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const agent = { name: "A", provider: "anthropic", model: "" };
const asked = { ...agent, heartbeat: { enabled: true } };

function createFixture(settings: Record<string, unknown> = { agents: { coder: asked } }) {
  const temp = createTempStore();
  const { store, clock } = temp;
  const state = {
    settings: settingsSchema.parse(settings) as Settings,
    prompt: null as string | null | Error,
    refusal: undefined as Error | undefined,
    outcome: "completed" as "completed" | "dead" | "pending",
    made: 0,
  };
  const sent: (TimedMessage & { at: number })[] = [];
  const prepare: PrepareMessage = async (message) => () => {
    if (state.refusal !== undefined) throw state.refusal;
    const { messageId, channel, target } = message;
    state.made += 1;
    const conversationId = `conv_${state.made}`;
    store.conversations.insert(conversationRow(conversationId, { inbound_id: messageId, channel }));
    const row = messageRow(target, { conversation_id: conversationId });
    const id = store.messages.insert({ ...row, message_id: messageId });
    store.db.prepare("UPDATE messages SET status = ? WHERE id = ?").run(state.outcome, id);
    store.afterCommit(() => sent.push({ ...message, at: clock.now() }));
    return { conversationId, messageId };
  };
  const build = () =>
    createHeartbeats({
      store,
      clock,
      log: SILENT_LOG,
      prepare,
      settings: () => state.settings,
      readPrompt: async () => {
        if (state.prompt instanceof Error) throw state.prompt;
        return state.prompt;
      },
    });
  let heartbeats = build();
  const start = clock.now();
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      await store.idle();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  return {
    store,
    clock,
    state,
    sent,
    settled,
    get heartbeats() {
      return heartbeats;
    },
    async start(): Promise<void> {
      heartbeats.start();
      clock.advance(0);
      await settled();
    },
    async pass(ms: number, step = 30_000): Promise<void> {
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(step, left));
        await settled();
      }
    },
    async restart(downMs: number): Promise<void> {
      await heartbeats[Symbol.asyncDispose]();
      clock.advance(downMs);
      heartbeats = build();
      await this.start();
    },
    change(settings: Record<string, unknown>): void {
      state.settings = settingsSchema.parse(settings) as Settings;
      heartbeats.refresh();
    },
    /** Minutes from the start to each heartbeat. */
    minutes: () => sent.map((beat) => Math.round((beat.at - start) / MINUTE)),
    async [Symbol.asyncDispose]() {
      await heartbeats[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe("an agent's heartbeat", () => {
  test("is sent after one interval, then once per interval, as a quiet message", async () => {
    await using fixture = createFixture();
    await fixture.start();
    await fixture.pass(3 * HOUR);
    expect(fixture.minutes()).toEqual([60, 120, 180]);
    expect(fixture.sent[0]).toMatchObject({
      text: DEFAULT_HEARTBEAT_PROMPT,
      target: "coder",
      channel: "heartbeat",
      sender: "System",
      quiet: true,
      messageId: expect.stringMatching(/^heartbeat_coder_\d+$/),
    });
    expect(fixture.heartbeats.status()).toEqual({
      running: true,
      interval: 3_600,
      lastSent: { coder: Math.floor(fixture.clock.now() / 1_000) },
    });
  });

  test.each([
    ["its file", "Look around.", "Look around."],
    ["the default when the file is empty", " \n", DEFAULT_HEARTBEAT_PROMPT],
    ["the default when the file cannot be read", new Error("no"), DEFAULT_HEARTBEAT_PROMPT],
  ])("has the text of %s", async (_what, prompt, text) => {
    await using fixture = createFixture();
    fixture.state.prompt = prompt;
    await fixture.start();
    await fixture.pass(HOUR);
    expect(fixture.sent.map((beat) => beat.text)).toEqual([text]);
  });

  test("waits until the machine with its file can be reached", async () => {
    await using fixture = createFixture();
    fixture.state.prompt = placeOffline();
    await fixture.start();
    await fixture.pass(HOUR);
    expect(fixture.sent).toEqual([]);
    fixture.state.prompt = "Look around.";
    await fixture.pass(HOUR / 2);
    expect(fixture.sent.map((beat) => beat.text)).toEqual(["Look around."]);
  });

  test("is not late when its interval is short", async () => {
    await using fixture = createFixture({ agents: { coder: { ...agent, heartbeat: { interval: 10 } } } });
    await fixture.start();
    await fixture.pass(35_000, 1_000);
    expect(fixture.sent).toHaveLength(3);
  });

  test("survives a restart: an overdue one is sent immediately, any other stays planned", async () => {
    await using fixture = createFixture();
    await fixture.start();
    await fixture.restart(30 * MINUTE);
    expect(fixture.sent).toEqual([]);
    await fixture.pass(30 * MINUTE);
    expect(fixture.minutes()).toEqual([60]);
    await fixture.restart(5 * HOUR);
    expect(fixture.minutes()).toEqual([60, 360]);
  });

  test("waits while the agent has work and is sent soon afterwards, once", async () => {
    await using fixture = createFixture();
    await fixture.start();
    const id = fixture.store.writeNow(() => {
      fixture.store.conversations.insert(conversationRow("c1"));
      return fixture.store.messages.insert(messageRow("coder"));
    });
    await fixture.pass(4 * HOUR);
    expect(fixture.sent).toEqual([]);
    fixture.store.writeNow(() =>
      fixture.store.messages.cancel(id, { error: "done", now: fixture.clock.now() }),
    );
    await fixture.pass(2 * MINUTE);
    expect(fixture.minutes()).toEqual([241]);
  });

  test("is not sent while the previous one waits in the queue", async () => {
    await using fixture = createFixture();
    fixture.state.outcome = "pending";
    await fixture.start();
    await fixture.pass(5 * HOUR);
    expect(fixture.minutes()).toEqual([60]);
  });

  test("doubles its wait with each failure up to a day, across a restart, and resets it after a success", async () => {
    await using fixture = createFixture();
    fixture.state.outcome = "dead";
    await fixture.start();
    await fixture.pass(8 * HOUR);
    expect(fixture.minutes()).toEqual([60, 180, 420]);
    expect(fixture.heartbeats.states()).toMatchObject([{ failures: 3, interval: 3_600 }]);
    await fixture.restart(0);
    await fixture.pass(80 * HOUR);
    expect(fixture.minutes().map((minute) => minute / 60)).toEqual([1, 3, 7, 15, 31, 55, 79]);
    fixture.state.outcome = "completed";
    await fixture.pass(18 * HOUR);
    expect(
      fixture
        .minutes()
        .map((minute) => minute / 60)
        .slice(7),
    ).toEqual([103, 104, 105, 106]);
    expect(fixture.heartbeats.states()).toMatchObject([{ failures: 0 }]);
  });

  test("is tried again when the message was not accepted", async () => {
    await using fixture = createFixture();
    fixture.state.refusal = new AppError("STORE_UNAVAILABLE", "The disk is full.");
    await fixture.start();
    await fixture.pass(2 * HOUR);
    fixture.state.refusal = undefined;
    await fixture.pass(MINUTE);
    expect(fixture.sent).toHaveLength(1);
  });

  test("continues when the clock was set back", async () => {
    await using fixture = createFixture();
    await fixture.start();
    const later = fixture.clock.now() + 1_000 * HOUR;
    fixture.store.writeNow(() => fixture.store.heartbeats.begin("coder", later));
    await fixture.pass(62 * MINUTE);
    expect(fixture.sent).toHaveLength(1);
  });
});

describe("settings of the heartbeat", () => {
  test.each<[string, Record<string, unknown>, number[]]>([
    ["that nobody asked for does not come", { agents: { coder: agent } }, []],
    [
      "an interval for all agents asks for one of each",
      { monitoring: { heartbeat_interval: 1_200 }, agents: { coder: agent } },
      [20, 40, 60],
    ],
    ["an empty entry asks for nothing", { agents: { coder: { ...agent, heartbeat: {} } } }, []],
    ["0 for all is off", { monitoring: { heartbeat_interval: 0 }, agents: { coder: agent } }, []],
    [
      "an agent's own interval counts",
      { agents: { coder: { ...agent, heartbeat: { interval: 1_800 } } } },
      [30, 60],
    ],
    ["an agent's own 0 is off", { agents: { coder: { ...agent, heartbeat: { interval: 0 } } } }, []],
    [
      "switched off is off",
      { agents: { coder: { ...agent, heartbeat: { enabled: false, interval: 60 } } } },
      [],
    ],
    [
      "0 for all leaves an agent its own",
      {
        monitoring: { heartbeat_interval: 0 },
        agents: { coder: { ...agent, heartbeat: { interval: 2_400 } } },
      },
      [40],
    ],
    ["demo agents are left alone", { agents: { coder: { ...agent, provider: "demo" } } }, []],
    [
      "demo agents may be asked",
      { agents: { coder: { ...agent, provider: "demo", heartbeat: { enabled: true } } } },
      [60],
    ],
  ])("%s", async (_what, settings, minutes) => {
    await using fixture = createFixture(settings);
    await fixture.start();
    await fixture.pass(60 * MINUTE);
    expect(fixture.minutes()).toEqual(minutes);
    const [state] = fixture.heartbeats.states();
    expect(state?.enabled).toBe(minutes.length > 0);
    expect(state?.reason === null).toBe(minutes.length > 0);
    expect(state?.nextDueAt === null).toBe(minutes.length === 0);
    expect(fixture.heartbeats.status().running).toBe(minutes.length > 0);
  });

  test("apply immediately, without a restart", async () => {
    await using fixture = createFixture({ agents: { coder: { ...agent, heartbeat: { interval: 86_400 } } } });
    await fixture.start();
    await fixture.pass(20 * MINUTE);
    fixture.change({ agents: { coder: { ...agent, heartbeat: { interval: 600 } } } });
    await fixture.pass(1_000, 500);
    expect(fixture.minutes()).toEqual([20]);
    fixture.change({ agents: { coder: { ...agent, heartbeat: { enabled: false } } } });
    await fixture.pass(HOUR);
    expect(fixture.sent).toHaveLength(1);
  });
});

test("a manual heartbeat is sent immediately, and its answer is delivered", async () => {
  await using fixture = createFixture({ agents: { coder: { ...agent, provider: "demo" } } });
  const accepted = await fixture.heartbeats.runNow("coder");
  expect(fixture.sent).toMatchObject([{ target: "coder", quiet: false }]);
  expect(fixture.heartbeats.states()).toMatchObject([{ conversationId: accepted.conversationId }]);
  await expect(fixture.heartbeats.runNow("nobody")).rejects.toThrow("agent 'nobody' not found");
});

test("an interval below ten seconds in older settings is shown as its effective value", async () => {
  await using fixture = createFixture({
    agents: {
      fast: { ...agent, heartbeat: { interval: 3 } },
      standard: agent,
      never: { ...agent, heartbeat: { interval: 0 } },
    },
    monitoring: { heartbeat_interval: 1 },
  });
  expect(fixture.heartbeats.states().map(({ interval }) => interval)).toEqual([10, 10, 0]);
  expect(fixture.heartbeats.status().interval).toBe(10);
});
