/** @requirement UPGRADE-1 */
import { commentIdSchema, projectIdSchema, scheduleLabelSchema, taskIdSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBoardIds } from "./board-ids.js";
import { createNames } from "./new-names.js";
import { createReportWriter } from "./report.js";
import { createScheduleNames } from "./schedule-names.js";

/** Names that conflict easily, and names of any kind. */
const names = fc.array(
  fc.oneof(
    fc.constantFrom("a", "a-2", "a-3", "A!", "a!", "task_a", "task_a-2", "", " ", "-", "__proto__"),
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.string({ unit: "grapheme", maxLength: 600 }),
  ),
  { maxLength: 30 },
);
const RUNS = { numRuns: 200 };

test("every row gets a unique name, and the first row with a valid name keeps it", () => {
  const isPossible = (name: string) => /^[a-z][a-z0-9-]*$/.test(name);
  const clean = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "") || "x";
  fc.assert(
    fc.property(names, (old) => {
      const nameOf = createNames({ old, isPossible, clean: (name) => `n${clean(name)}` });
      const made = old.map(nameOf);
      expect(new Set(made).size).toBe(old.length);
      expect(made.every(isPossible)).toBe(true);
      for (const [at, name] of old.entries())
        if (isPossible(name) && old.indexOf(name) === at) expect(made[at]).toBe(name);
    }),
    RUNS,
  );
});

describe.each([
  ["project", projectIdSchema],
  ["task", taskIdSchema],
  ["comment", commentIdSchema],
] as const)("ids of a %s", (kind, schema) => {
  test("are unique, accepted by the routes, and reported exactly when they changed", () => {
    fc.assert(
      fc.property(names, (old) => {
        const report = createReportWriter();
        const idOf = createBoardIds(kind, { rows: old.map((id) => ({ id })), report });
        const ids = old.map(idOf);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(schema.safeParse(id).success).toBe(true);
        const changed = ids.filter((id, at) => id !== old[at]).length;
        expect(report.finish().notes).toHaveLength(changed);
      }),
      RUNS,
    );
  });
});

test("ids and labels of schedules are unique and accepted by the routes", () => {
  const entries = fc.array(
    fc.record(
      {
        id: fc.oneof(fc.string({ maxLength: 60 }), fc.integer(), fc.constant(null)),
        label: fc.oneof(
          fc.string({ unit: "grapheme", maxLength: 120 }),
          fc.constantFrom("daily", "daily-2", "dai/ly", "dai-ly"),
        ),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(entries, (list) => {
      const nameOf = createScheduleNames(list);
      const made = list.map(nameOf);
      for (const key of ["id", "label"] as const) {
        const all = made.map((name) => name[key]);
        expect(new Set(all).size).toBe(all.length);
        for (const name of all) expect(scheduleLabelSchema.safeParse(name).success).toBe(true);
      }
    }),
    RUNS,
  );
});

test("a report keeps the first thousand sentences and counts the rest", () => {
  const report = createReportWriter();
  for (let at = 0; at < 1_003; at += 1) report.note(`note ${at}`);
  report.count("rows");
  report.count("rows", 4);
  report.count("__proto__", 2);
  const { notes, moreNotes, counts } = report.finish();
  expect([notes.length, notes.at(-1), moreNotes]).toEqual([1_000, "note 999", 3]);
  expect(Object.entries(counts)).toEqual([
    ["rows", 5],
    ["__proto__", 2],
  ]);
});
