import { describe, expect, test } from "vitest";
import { repeatingStore } from "../../../kernel/src/store/fixture.js";
import { AGENT_SCHEDULES_MAX, AGENT_SCHEDULES_PER_HOUR } from "./agent-limits.js";
import { createScheduleFixture, OPERATOR } from "./fixture.js";
import type { ScheduleInput } from "./schedule-input.js";

const START = Date.UTC(2026, 0, 1);
const good = { agentId: "coder", message: "m", cron: "0 9 * * *" };

test("a storage fault does not count against an agent's schedules per hour", async () => {
  await using fixture = createScheduleFixture(["coder"], repeatingStore);
  const caller = { actor: "agent:coder", byRun: true };
  for (let made = 0; made < AGENT_SCHEDULES_PER_HOUR; made += 1) {
    const { id } = await fixture.schedules.create({ ...good, cron: "0 9 * * *" }, caller);
    await fixture.schedules.remove(id, "operator");
  }
  await expect(fixture.schedules.create(good, caller)).rejects.toMatchObject({ code: "RATE_LIMITED" });
});

describe("a new schedule", () => {
  test("has the defaults of 0.0.20 and returns its next due time", async () => {
    await using fixture = createScheduleFixture();
    const schedule = await fixture.schedules.create({ ...good, timeZone: "UTC" }, OPERATOR);
    expect(schedule).toEqual({
      id: expect.stringMatching(/^\d+-[a-z0-9]{6}$/),
      label: expect.stringMatching(/^sched-\d+-[a-z0-9]{4}$/),
      isNamed: false,
      cron: "0 9 * * *",
      agentId: "coder",
      message: "m",
      channel: "schedule",
      sender: "Scheduler",
      enabled: true,
      createdAt: START,
      timeZone: "UTC",
      zone: "UTC",
      catchUp: "once",
      overlap: "skip",
      nextRunAt: START + 9 * 3_600_000,
      lastRun: null,
      reportsTo: null,
    });
    expect(fixture.schedules.list()).toEqual([schedule]);
    expect(fixture.schedules.list("coder")).toEqual([schedule]);
    expect(fixture.schedules.list("other")).toEqual([]);
    expect(fixture.schedules.get(schedule.label)).toEqual(fixture.schedules.get(schedule.id));
  });

  test("without a zone it follows the clock of the machine, and says which that is", async () => {
    await using fixture = createScheduleFixture();
    const { timeZone, zone } = await fixture.schedules.create(good, OPERATOR);
    expect([timeZone, zone]).toEqual([null, Intl.DateTimeFormat().resolvedOptions().timeZone]);
  });

  test.each<[string, ScheduleInput, string]>([
    [
      "no time",
      { agentId: "coder", message: "m" },
      "agentId, message, and either cron or runAt are required",
    ],
    [
      "no agent",
      { message: "m", cron: "* * * * *" },
      "agentId, message, and either cron or runAt are required",
    ],
    ["blank text", { ...good, message: "  " }, "agentId, message, and either cron or runAt are required"],
    [
      "unseen text",
      { ...good, message: "\u200b" },
      "agentId, message, and either cron or runAt are required",
    ],
    ["a word as cron", { ...good, cron: "soon" }, "Invalid cron expression: use five fields"],
    ["a 61st minute", { ...good, cron: "61 * * * *" }, "Invalid cron expression: use five fields"],
    [
      "a day that never comes",
      { ...good, cron: "0 0 30 2 *" },
      "Invalid cron expression: it never comes due",
    ],
    ["each second", { ...good, cron: "* * * * * *" }, "Invalid cron expression: it comes due more often"],
    ["a close pair", { ...good, cron: "0,5 0 * * * *" }, "Invalid cron expression: it comes due more often"],
    ["both times", { ...good, runAt: "2027-01-01T00:00:00Z" }, "Give either cron or runAt, not both."],
    ["no date", { ...good, cron: "", runAt: "tomorrow" }, "Invalid runAt date"],
    [
      "31 February",
      { ...good, cron: null, runAt: "2027-02-31T09:00", timeZone: "Asia/Tokyo" },
      "Invalid runAt date",
    ],
    ["a past date", { ...good, cron: "", runAt: "2020-01-01T00:00:00Z" }, "runAt must be in the future"],
    ["an unknown zone", { ...good, timeZone: "Mars/Olympus" }, "There is no such time zone"],
    ["an unknown agent", { ...good, agentId: "nobody" }, "There is no agent or team with that id"],
  ])("is refused with %s", async (_what, input, message) => {
    await using fixture = createScheduleFixture();
    await expect(fixture.schedules.create(input, OPERATOR)).rejects.toThrow(message);
    expect(fixture.schedules.list()).toEqual([]);
  });

  test("may be due every ten seconds, may have a seven-field expression, and ignores an empty time", async () => {
    await using fixture = createScheduleFixture();
    for (const cron of ["*/10 * * * * *", "0 0 9 * * * 2027", "@daily"])
      expect((await fixture.schedules.create({ ...good, cron }, OPERATOR)).nextRunAt).not.toBeNull();
    const once = { ...good, cron: "", runAt: "2026-06-01T00:00:00Z" };
    expect(await fixture.schedules.create(once, OPERATOR)).toMatchObject({ cron: "" });
  });

  test("has its date without an offset read in its time zone", async () => {
    await using fixture = createScheduleFixture();
    const input = { agentId: "coder", message: "m", timeZone: "Asia/Tokyo" };
    const tokyo = await fixture.schedules.create({ ...input, runAt: "2026-03-01 09:00" }, OPERATOR);
    expect(tokyo.runAt).toBe("2026-03-01T00:00:00.000Z");
    const fixed = await fixture.schedules.create({ ...input, runAt: "2026-03-01T09:00+01:00" }, OPERATOR);
    expect(fixed.runAt).toBe("2026-03-01T08:00:00.000Z");
  });

  test("needs a unique label, and an agent cannot have more than its limit", async () => {
    await using fixture = createScheduleFixture(["coder", "other"]);
    const first = await fixture.schedules.create({ ...good, label: "daily" }, OPERATOR);
    for (const label of ["daily", first.id])
      await expect(fixture.schedules.create({ ...good, label }, OPERATOR)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        message: `A schedule with label '${label}' already exists`,
      });
    const caller = { actor: "agent:coder", byRun: true };
    for (let count = fixture.schedules.list("coder").length; count < AGENT_SCHEDULES_MAX; count += 1)
      await fixture.schedules.create({ ...good, label: `own ${count}` }, { actor: "operator" });
    await expect(fixture.schedules.create(good, caller)).rejects.toMatchObject({ code: "CONFLICT" });
    await fixture.schedules.create({ ...good, agentId: "other" }, caller);
  });
});

describe("a changed schedule", () => {
  test("keeps absent fields, and never changes its id", async () => {
    await using fixture = createScheduleFixture(["coder", "other"]);
    const before = await fixture.schedules.create({ ...good, label: "a", timeZone: "UTC" }, OPERATOR);
    const after = await fixture.schedules.change(
      "a",
      { message: "new", agentId: "other", id: "evil" } as ScheduleInput,
      "operator",
    );
    expect(after).toEqual({ ...before, message: "new", agentId: "other" });
    expect(fixture.events().map((event) => event.data)).toMatchObject([
      { change: "created", by: "operator" },
      { change: "changed", by: "operator" },
    ]);
  });

  test("is named by a person who gives it the label that it has", async () => {
    await using fixture = createScheduleFixture();
    const { label } = await fixture.schedules.create(good, OPERATOR);
    expect(await fixture.schedules.change(label, { message: "new" }, "operator")).toMatchObject({
      isNamed: false,
    });
    expect(await fixture.schedules.change(label, { label }, "operator")).toMatchObject({
      label,
      isNamed: true,
    });
  });

  test("can change from cron to a date and back, and is never in the past", async () => {
    await using fixture = createScheduleFixture();
    await fixture.schedules.create({ ...good, label: "a" }, OPERATOR);
    const once = await fixture.schedules.change("a", { runAt: START + 5_000 }, "operator");
    expect(once).toMatchObject({ cron: "", nextRunAt: START + 5_000 });
    fixture.schedules.start();
    await fixture.pass(6_000);
    expect(fixture.sent).toHaveLength(1);
    await expect(fixture.schedules.change("a", { enabled: true }, "operator")).rejects.toThrow(
      "runAt must be in the future",
    );
    const back = await fixture.schedules.change("a", { cron: "@hourly", enabled: true }, "operator");
    expect(back.nextRunAt).toBeGreaterThan(START);
    expect(back).not.toHaveProperty("runAt");
    await expect(fixture.schedules.change("a", { cron: "x" }, "operator")).rejects.toThrow("Invalid cron");
    await expect(fixture.schedules.change("b", {}, "operator")).rejects.toThrow("schedule 'b' not found");
  });

  test("turns off the schedules of one agent with an event each, and leaves the others alone", async () => {
    await using fixture = createScheduleFixture(["coder", "writer"]);
    for (const [label, agentId] of [
      ["a", "coder"],
      ["b", "coder"],
      ["c", "writer"],
    ] as const)
      await fixture.schedules.create({ ...good, label, agentId }, OPERATOR);
    await fixture.schedules.change("b", { enabled: false }, "operator");
    expect(await fixture.schedules.stopFor("coder", "operator")).toBe(1);
    expect(fixture.schedules.list().map(({ label, enabled }) => [label, enabled])).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
    ]);
  });

  test("takes effect immediately", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    await fixture.schedules.create({ ...good, label: "a", timeZone: "UTC" }, OPERATOR);
    await fixture.pass(1_000);
    await fixture.schedules.change("a", { cron: "*/10 * * * * *" }, "operator");
    await fixture.pass(9_000);
    expect(fixture.sent).toHaveLength(1);
    await fixture.schedules.remove("a", "operator");
    await fixture.pass(60_000);
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.schedules.list()).toEqual([]);
    expect(fixture.store.db.prepare("SELECT count(*) AS n FROM schedule_runs").get()).toEqual({ n: 0 });
  });
});
