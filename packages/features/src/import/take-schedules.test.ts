/** @requirement UPGRADE-1 @requirement SCHEDULE-1 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scheduleLabelSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { buildOldHome, OLD_TIME } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

interface Taken {
  id: string;
  label: string;
  cron: string;
  enabled: number;
}

async function taken(entries: readonly object[]) {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  const whole = entries.map((entry) => ({
    cron: "0 9 * * *",
    agentId: "Coder",
    message: "report",
    channel: "schedule",
    sender: "Scheduler",
    enabled: true,
    createdAt: OLD_TIME,
    ...entry,
  }));
  writeFileSync(join(place.home, "schedules.json"), JSON.stringify(whole));
  const report = await place.run();
  const rows = place.open().db.prepare<[], Taken>("SELECT * FROM schedules ORDER BY rowid").all();
  return { rows, notes: report?.notes ?? [] };
}

describe("a cron expression this version refuses", () => {
  test.each([
    ["* * * * * *", "comes due more often than every 10 seconds"],
    ["every day", "use five fields"],
    ["0 0 30 2 *", "never comes due"],
  ])("%s is kept, switched off and reported", async (cron, reason) => {
    const { rows, notes } = await taken([
      { id: "1-a", label: "often", cron },
      { id: "1-b", label: "daily" },
    ]);
    expect(rows).toMatchObject([
      { label: "often", cron, enabled: 0 },
      { label: "daily", enabled: 1 },
    ]);
    expect(notes.filter((note) => note.includes('"often"'))).toEqual([expect.stringContaining(reason)]);
  });

  test("may fire every ten seconds", async () => {
    const { rows } = await taken([{ id: "1-a", label: "often", cron: "*/10 * * * * *" }]);
    expect(rows).toMatchObject([{ enabled: 1 }]);
  });
});

test("only a label of the form that 0.0.20 made is not a name", async () => {
  const { rows } = await taken([
    { id: "1-a", label: "sched-1795553629798-xj3c" },
    { id: "1-b", label: "sched-2024-report" },
    { id: "1-c", label: "sched-2 stand-up" },
  ]);
  expect(rows).toMatchObject([{ is_named: 0 }, { is_named: 1 }, { is_named: 1 }]);
});

describe("a schedule with invalid names", () => {
  test("gets a valid label and id, and the report says so", async () => {
    const { rows, notes } = await taken([
      { id: "1-a", label: "weird/läbel & more" },
      { id: "1-b", label: "sl/ash" },
      { id: "1-c", label: "sl-ash" },
      { id: "../1 d", label: "🚀" },
      { id: "1-e", label: "constructor" },
      { id: "1-f", label: "x".repeat(200) },
    ]);
    expect(rows.map(({ label }) => label)).toEqual([
      ...["weird-läbel-more", "sl-ash-2", "sl-ash", "schedule", "schedule-2"],
      "x".repeat(80),
    ]);
    expect(rows.map(({ id }) => id)).toEqual(["1-a", "1-b", "1-c", "1-d", "1-e", "1-f"]);
    for (const { id, label } of rows)
      for (const name of [id, label]) expect(scheduleLabelSchema.safeParse(name).success).toBe(true);
    expect(notes).toEqual(
      expect.arrayContaining([
        'The label "sl/ash" of a schedule is not valid here; it is now "sl-ash-2".',
        'The id "../1 d" of a schedule is taken or not valid here; it is now "1-d".',
      ]),
    );
    expect(notes.filter((note) => note.includes('"sl-ash".'))).toEqual([]);
  });

  test("two with the same label get different ones", async () => {
    const { rows, notes } = await taken([
      { id: "1-a", label: "twice" },
      { id: "1-b", label: "twice" },
    ]);
    expect(rows.map(({ label }) => label)).toEqual(["twice", "twice-2"]);
    expect(notes).toContain('Two schedules had the label "twice"; one is now "twice-2".');
  });
});
