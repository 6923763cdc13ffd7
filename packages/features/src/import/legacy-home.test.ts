/** What a folder contains of 0.0.20, and whether a home may import it. @requirement UPGRADE-1 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, openSqlite } from "@tinyagi/base";
import { homePaths } from "@tinyagi/home";
import { openStore } from "@tinyagi/kernel";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversationRow } from "../../../kernel/src/store/fixture.js";
import { findLegacyHome, hasOwnDatabase } from "./legacy-home.js";
import { checkTarget, targetState } from "./target.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-legacy-home-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string) => join(folder, name);

function database(name: string, sql: string): void {
  const db = openSqlite(at(name));
  db.exec(sql);
  db.close();
}
const OLD = "CREATE TABLE messages (id INTEGER)";

/** A database of this version, filled by `fill`. */
async function current(fill: (store: ReturnType<typeof openStore>) => void = () => {}): Promise<void> {
  const store = openStore({ path: at("tinyagi.db"), clock: createVirtualClock() });
  store.writeNow(() => fill(store));
  await store[Symbol.asyncDispose]();
}

describe("an old home", () => {
  test("is not found in an empty or missing folder", async () => {
    expect(await findLegacyHome(folder)).toBeNull();
    expect(await findLegacyHome(at("nothing"))).toBeNull();
  });

  test.each([
    ["tasks.db", "tasksDatabase"],
    ["schedules.json", "schedules"],
    ["pairing.json", "pairing"],
    ["projects.json", "projectsFile"],
    ["tasks.json", "tasksFile"],
  ] as const)("is recognised by %s alone", async (name, field) => {
    writeFileSync(at(name), "");
    expect(await findLegacyHome(folder)).toMatchObject({ folder, [field]: at(name), database: null });
  });

  test("is recognised by its settings alone only when that is requested", async () => {
    writeFileSync(at("settings.json"), "{}");
    expect(await findLegacyHome(folder)).toBeNull();
    expect(await findLegacyHome(folder, { settingsAlone: true })).toMatchObject({
      settings: at("settings.json"),
    });
  });

  test.each([
    ["tinyagi.db", OLD],
    ["tinyclaw.db", "CREATE TABLE responses (id INTEGER)"],
  ])("is recognised by the database %s", async (name, sql) => {
    database(name, sql);
    expect((await findLegacyHome(folder))?.database).toBe(at(name));
  });

  test("with both databases is read from the newer one", async () => {
    database("tinyclaw.db", OLD);
    database("tinyagi.db", OLD);
    expect((await findLegacyHome(folder))?.database).toBe(at("tinyagi.db"));
  });

  test("next to a database of this version is read from the other name", async () => {
    await current();
    expect(await findLegacyHome(folder)).toBeNull();
    database("tinyclaw.db", OLD);
    expect((await findLegacyHome(folder))?.database).toBe(at("tinyclaw.db"));
  });

  test("is not recognised by folders or broken links", async () => {
    mkdirSync(at("tasks.db"));
    symlinkSync(at("nothing"), at("schedules.json"));
    symlinkSync(at("pairing.json"), at("pairing.json"));
    expect(await findLegacyHome(folder)).toBeNull();
  });

  test("whose database file is not a database is refused, and nothing is changed", async () => {
    writeFileSync(
      at("tinyagi.db"),
      "this is a text and no database at all, however long it may be. ".repeat(20),
    );
    await expect(findLegacyHome(folder)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    expect(readdirSync(folder)).toEqual(["tinyagi.db"]);
  });
});

describe("a home's own database", () => {
  test("is a database of this version, whatever it contains", async () => {
    expect(await hasOwnDatabase(folder)).toBe(false);
    await current();
    expect(await hasOwnDatabase(folder)).toBe(true);
  });

  test("is not one of 0.0.20", async () => {
    database("tinyagi.db", OLD);
    expect(await hasOwnDatabase(folder)).toBe(false);
  });

  test("that was emptied is refused, because it must not look like a new home", async () => {
    writeFileSync(at("tinyagi.db"), "");
    await expect(hasOwnDatabase(folder)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  });
});

describe("a home that imports an old one", () => {
  const state = () => targetState(homePaths(folder), "/old");

  test("is free without a database, with one of 0.0.20, and with an unused one", async () => {
    expect(state()).toBe("free");
    database("tinyagi.db", OLD);
    expect(state()).toBe("free");
    rmSync(at("tinyagi.db"));
    await current();
    expect(state()).toBe("free");
    expect(() => checkTarget(homePaths(folder), "/old")).not.toThrow();
  });

  test("is in use when it contains a conversation, and the refusal names it", async () => {
    await current((store) => store.conversations.insert(conversationRow("c1")));
    expect(state()).toBe("used");
    expect(() => checkTarget(homePaths(folder), "/old")).toThrow(
      expect.objectContaining({ code: "IMPORT_REFUSED", message: expect.stringContaining(folder) }),
    );
  });

  test("with an emptied database, or a WAL without one, is refused", () => {
    writeFileSync(at("tinyagi.db"), "");
    expect(state).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
    rmSync(at("tinyagi.db"));
    writeFileSync(at("tinyagi.db-wal"), "x".repeat(100));
    expect(state).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
  });
});
