/** @requirement UPGRADE-1 @requirement UPGRADE-2 */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { openSqlite, parseFailpoints } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildOldHome } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture } from "./fixture.js";

/** An old home and a new, empty one. */
function apart() {
  const place = createImportFixture();
  const from = join(place.root, "old");
  buildOldHome({ home: from, workspace: place.workspace });
  mkdirSync(place.home, { recursive: true });
  return { ...place, from };
}

/** A plugin as a package manager installs it: with links. */
function addPlugin(from: string) {
  const bin = join(from, "plugins", "p", "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(from, "plugins", "p", "index.mjs"), "export const hooks = {};");
  symlinkSync("../../index.mjs", join(bin, "p"));
}

const rowsIn = (db: Database.Database, table: string) =>
  db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();

describe("an old home in another folder", () => {
  test("loses no row: each table has as many as before", async () => {
    const place = apart();
    await place.run({ from: place.from });
    const { db } = place.open();
    const count = (file: string, tables: readonly string[]) => {
      const old = openSqlite(join(place.from, file), { readonly: true });
      onTestFinished(() => void old.close());
      return tables.map((table) => rowsIn(old, table));
    };
    const queue = count("tinyagi.db", ["messages", "responses", "chat_messages", "agent_messages"]);
    expect(["messages", "outbox", "chat_messages", "agent_messages"].map((t) => rowsIn(db, t))).toEqual(
      queue,
    );
    const board = ["projects", "tasks", "comments"];
    expect(board.map((table) => rowsIn(db, table))).toEqual(count("tasks.db", board));
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
  });

  test("can be imported again after a failure, with links among its files", async () => {
    const place = apart();
    addPlugin(place.from);
    const failpoints = parseFailpoints("swap.before-commit=throw", () => {});
    await expect(place.run({ from: place.from, failpoints })).rejects.toThrow("Failpoint");
    expect((await place.run({ from: place.from }))?.counts["waiting messages"]).toBe(6);
    const link = join(place.paths.plugins, "p", "node_modules", ".bin", "p");
    expect(readlinkSync(link)).toBe("../../index.mjs");
    expect(readFileSync(link, "utf8")).toBe("export const hooks = {};");
  });

  test("is imported although one of its files conflicts with one of this home, which stays", async () => {
    const place = apart();
    for (const home of [place.from, place.home]) {
      mkdirSync(join(home, "files"));
      writeFileSync(join(home, "files", "a.txt"), home);
    }
    writeFileSync(join(place.from, "chats"), "a file");
    mkdirSync(join(place.home, "chats"));
    const report = await place.run({ from: place.from });
    expect(readFileSync(join(place.home, "files", "a.txt"), "utf8")).toBe(place.home);
    expect(statSync(join(place.home, "chats")).isDirectory()).toBe(true);
    expect(report?.notes.join("\n")).toContain("chats");
  });

  test("brings the plugins of a folder that is a link", async () => {
    const place = apart();
    const real = join(place.root, "my-plugins");
    mkdirSync(real);
    writeFileSync(join(real, "note.txt"), "mine");
    symlinkSync(real, join(place.from, "plugins"));
    mkdirSync(place.paths.plugins);
    await place.run({ from: place.from });
    expect(lstatSync(place.paths.plugins).isDirectory()).toBe(true);
    expect(readFileSync(join(place.paths.plugins, "note.txt"), "utf8")).toBe("mine");
  });

  test("is imported although a socket is among its files", async () => {
    const place = apart();
    mkdirSync(join(place.from, "files"));
    writeFileSync(join(place.from, "files", "a.txt"), "kept");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(place.from, "files", "s.sock"), resolve));
    onTestFinished(() => void server.close());
    await place.run({ from: place.from });
    expect(readdirSync(place.paths.files)).toEqual(["a.txt"]);
  });

  test("is refused by a home that has already imported it, and by one with its own data", async () => {
    const place = apart();
    await place.run({ from: place.from });
    const names = readdirSync(place.home).sort();
    await expect(place.run({ from: place.from })).rejects.toMatchObject({ code: "IMPORT_REFUSED" });
    const other = join(place.root, "other");
    buildOldHome({ home: other, workspace: place.workspace });
    await expect(place.run({ from: other })).rejects.toThrow("already contains data");
    // A link to it is the same home.
    symlinkSync(place.from, join(place.root, "alias"));
    await expect(place.run({ from: join(place.root, "alias") })).rejects.not.toThrow("already contains data");
    expect(readdirSync(place.home).sort()).toEqual(names);
    expect(rowsIn(place.open().db, "messages")).toBe(8);
  });

  test("moves the settings that a fresh home already has to a backup folder", async () => {
    const place = apart();
    writeFileSync(place.paths.settings, '{"agents":{"mine":{"name":"M","provider":"demo","model":""}}}');
    await place.run({ from: place.from });
    const [folder = ""] = readdirSync(place.paths.backups);
    expect(readFileSync(join(place.paths.backups, folder, "settings.json"), "utf8")).toContain("mine");
    expect(JSON.parse(readFileSync(place.paths.settings, "utf8")).agents).toHaveProperty("coder");
  });

  test("with only settings is imported, and its settings become private", async () => {
    const place = createImportFixture();
    const from = join(place.root, "old");
    mkdirSync(from);
    mkdirSync(place.home);
    writeFileSync(join(from, "settings.json"), '{"models":{"provider":"openai"}}');
    chmodSync(join(from, "settings.json"), 0o644);
    const report = await place.run({ from });
    expect(report?.counts).toEqual({ agents: 1, teams: 0 });
    expect(statSync(place.paths.settings).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(place.paths.settings, "utf8")).agents.tinyagi).toMatchObject({
      provider: "openai",
      model: "gpt-5.3-codex",
    });
  });

  test.each([
    ["is empty", (from: string) => mkdirSync(from)],
    ["is not there", () => {}],
    ["is a file", (from: string) => writeFileSync(from, "x")],
    [
      "contains broken links",
      (from: string) => {
        mkdirSync(from);
        for (const name of ["tinyagi.db", "settings.json", "schedules.json"])
          symlinkSync("/nowhere/at/all", join(from, name));
      },
    ],
    [
      "contains folders with the names of files",
      (from: string) => {
        for (const name of ["tinyagi.db", "settings.json", "pairing.json"])
          mkdirSync(join(from, name), { recursive: true });
      },
    ],
  ])("that %s is not imported, and nothing is created", async (_what, make) => {
    const place = createImportFixture();
    const from = join(place.root, "old");
    make(from);
    expect(await place.run({ from })).toBeNull();
    expect(existsSync(place.home)).toBe(false);
  });
});
