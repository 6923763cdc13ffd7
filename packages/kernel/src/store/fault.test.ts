import { SqliteError } from "@tinyagi/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isBusy, isDamage, isStorageFault, sqliteCode } from "./fault.js";
import { createTempStore } from "./fixture.js";

const error = (code: string) => new SqliteError("x", code);

describe("classes of SQLite errors", () => {
  test.each([
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_BUSY_RECOVERY",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
  ])("%s is the storage's fault", (code) => {
    expect([isStorageFault(error(code)), isDamage(error(code))]).toEqual([true, false]);
  });

  test.each(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_CORRUPT"])(
    "%s is not",
    (code) => {
      expect(isStorageFault(error(code))).toBe(false);
    },
  );

  test("busy, damaged and foreign errors are distinguished", () => {
    expect([isBusy(error("SQLITE_BUSY_SNAPSHOT")), isBusy(error("SQLITE_FULL"))]).toEqual([true, false]);
    expect([isDamage(error("SQLITE_NOTADB")), isDamage(error("SQLITE_CORRUPT_VTAB"))]).toEqual([true, true]);
    expect(sqliteCode(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe("");
    expect(sqliteCode(Object.assign(new Error("x"), { code: 5 }))).toBe("");
    expect(sqliteCode("SQLITE_BUSY")).toBe("");
  });
});

test("any mixture of working and failing writes leaves exactly the working ones in the file, in order", async () => {
  const kind = fc.constantFrom("works", "throws", "breaks a constraint", "soon");
  await fc.assert(
    fc.asyncProperty(fc.array(kind, { maxLength: 40 }), async (kinds) => {
      await using temp = createTempStore();
      const { store } = temp;
      const told: string[] = [];
      const writes = kinds.map((name, index) => {
        const work = () => {
          store.history.addNote("a", `${index}`, 0);
          store.afterCommit(() => told.push(`${index}`));
          if (name === "throws") throw new Error("no");
          if (name === "breaks a constraint")
            store.db.exec("INSERT INTO agent_notes (agent_id) VALUES (NULL)");
        };
        return name === "soon" ? store.writeSoon(work) : store.write(work);
      });
      const outcomes = await Promise.allSettled(writes);
      const working = kinds.flatMap((name, index) =>
        name === "works" || name === "soon" ? [`${index}`] : [],
      );
      expect(
        outcomes.flatMap((outcome, index) => (outcome.status === "fulfilled" ? [`${index}`] : [])),
      ).toEqual(working);
      expect(store.history.takeNotes("a")).toEqual(working);
      expect(told).toEqual(working);
    }),
    { numRuns: 30 },
  );
});
