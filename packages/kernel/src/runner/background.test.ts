/**
 * Windows of a provider: figures are kept, and background work leaves room for people.
 *
 * @requirement PAUSE-1
 */
import { failureWith, type QuotaWindow } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createEngineFixture, type EngineOptions } from "./fixture.js";

const HOUR = 3_600_000;

function world(more: Partial<EngineOptions> = {}) {
  const said: { windows: QuotaWindow[] } = { windows: [] };
  const it = createEngineFixture({
    agents: {
      a: (_request, { onEvent }) => {
        if (said.windows.length > 0) onEvent({ type: "quota", windows: said.windows });
        return "ok";
      },
    },
    config: { provider: "anthropic" },
    ...more,
  });
  it.dispatcher.start();
  const background = (fields: string) =>
    it.store.db.prepare(`UPDATE conversations SET ${fields} WHERE id = 'c1'`).run();
  return { it, said, background };
}

test("the newest figure of each window is kept, with its login", async () => {
  const { it, said } = world({
    logins: [
      { name: "work", keepsSessions: false },
      { name: "default", keepsSessions: false },
    ],
  });
  await using _end = it;
  said.windows = [
    { period: "five_hour", usedPercent: 40, resetsAt: 9 },
    { period: "seven_day", usedPercent: 70, resetsAt: null },
  ];
  it.send("a");
  await it.settled();
  said.windows = [{ period: "five_hour", usedPercent: 55.5, resetsAt: 12 }];
  it.send("a");
  await it.settled();
  expect(it.store.quota.list()).toMatchObject([
    { provider: "anthropic", login: "work", period: "five_hour", used_percent: 55.5, resets_at: 12 },
    { provider: "anthropic", login: "work", period: "seven_day", used_percent: 70, resets_at: null },
  ]);
});

test.each([
  ["a schedule", "channel = 'schedule'"],
  ["a heartbeat", "channel = 'heartbeat'"],
  ["a schedule that answers in a chat", "channel = 'telegram', metadata = '{\"schedule\":\"daily\"}'"],
])("%s waits from the limit on until the window starts again, with the true reason", async (_, fields) => {
  const { it, said, background } = world({ backgroundQuotaMax: () => 80 });
  await using _end = it;
  said.windows = [{ period: "five_hour", usedPercent: 83, resetsAt: it.clock.now() + HOUR }];
  it.send("a");
  await it.settled();
  said.windows = [];
  background(fields);
  const id = it.send("a");
  await it.settled();
  expect(it.store.messages.get(id)).toMatchObject({
    status: "pending",
    attempts: 0,
    last_error: expect.stringMatching(
      /^background work waits until .*83% of the window five_hour of anthropic/,
    ),
  });
  for (let minute = 0; minute < 58; minute += 1) {
    it.clock.advance(60_000);
    await it.settled();
  }
  expect(it.status(id)).toBe("pending");
  for (let minute = 0; minute < 4; minute += 1) {
    it.clock.advance(60_000);
    await it.settled();
  }
  expect(it.status(id)).toBe("completed");
});

test("messages of people go on, and background work with room or without a setting, too", async () => {
  const max: { value: number | undefined } = { value: 80 };
  const { it, said, background } = world({ backgroundQuotaMax: () => max.value });
  await using _end = it;
  said.windows = [{ period: "five_hour", usedPercent: 83, resetsAt: it.clock.now() + HOUR }];
  const ids = [it.send("a"), it.send("a")];
  await it.settled();
  background("channel = 'schedule'");
  max.value = 90;
  ids.push(it.send("a"));
  await it.settled();
  max.value = undefined;
  ids.push(it.send("a"));
  await it.settled();
  expect(ids.map(it.status)).toEqual(ids.map(() => "completed"));
});

test("background work uses a login that has room", async () => {
  const { it, said, background } = world({
    backgroundQuotaMax: () => 80,
    logins: [
      { name: "default", keepsSessions: false },
      { name: "work", keepsSessions: false },
    ],
  });
  await using _end = it;
  said.windows = [{ period: "seven_day", usedPercent: 99, resetsAt: it.clock.now() + HOUR }];
  it.send("a");
  await it.settled();
  said.windows = [];
  background("channel = 'heartbeat'");
  it.send("a");
  await it.settled();
  expect(it.requests.map(({ login }) => login)).toEqual(["default", "work"]);
});

test("background work whose login fails does not go on with one that has no room", async () => {
  const used: (string | undefined)[] = [];
  const said: { windows: QuotaWindow[] } = { windows: [] };
  const failed: unknown[] = [];
  const it = createEngineFixture({
    agents: {
      a: ({ login }, { onEvent }) => {
        used.push(login);
        if (said.windows.length > 0) onEvent({ type: "quota", windows: said.windows });
        if (login === "work") throw failureWith("limit", "usage limit", { retryAfterMs: HOUR });
        return "ok";
      },
    },
    config: { provider: "anthropic" },
    logins: [
      { name: "default", keepsSessions: false },
      { name: "work", keepsSessions: false },
    ],
    outcomes: { failed: (_claim, _error, decision) => failed.push(decision) },
    backgroundQuotaMax: () => 80,
  });
  await using _end = it;
  it.dispatcher.start();
  said.windows = [{ period: "seven_day", usedPercent: 99, resetsAt: it.clock.now() + 9 * HOUR }];
  it.send("a");
  await it.settled();
  it.store.db.prepare("UPDATE conversations SET channel = 'heartbeat' WHERE id = 'c1'").run();
  it.send("a");
  await it.settled();
  expect(used).toEqual(["default", "work"]);
  expect(it.events.flatMap((event) => (event.type === "provider.paused" ? [event.data] : []))).toEqual([
    expect.not.objectContaining({ continuesWith: "default" }),
  ]);
  expect(failed).toMatchObject([{ kind: "retry", waits: true, delayMs: HOUR }]);
});
