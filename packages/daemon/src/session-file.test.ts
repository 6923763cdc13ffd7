import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSessionFile } from "./session-file.js";

type Log = Parameters<typeof createSessionFile>[0]["log"];

let folder = "";
let path = "";
const warnings: string[] = [];
const log = partial<Log>({ warn: (_fields: unknown, text?: string) => void warnings.push(text ?? "") });
const file = (token = "token") => createSessionFile({ path, token, log });
const row = { id: "a".repeat(64), startedAt: 1, usedAt: 2 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sessions-"));
  path = join(folder, "sessions.json");
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("what was saved is loaded; only the owner can read it; the token is not in it", () => {
  expect(file().load()).toEqual([]);
  file().save([row]);
  expect(file().load()).toEqual([row]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).not.toContain('"token":"token"');
  expect(warnings).toEqual([]);
});

test("sessions that an earlier version saved for its cookies are over", () => {
  file().save([row]);
  const { version: _version, ...old } = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify(old));
  expect(file().load()).toEqual([]);
  expect(warnings).toEqual([]);
});

test("another token ends every session", () => {
  file().save([row]);
  expect(file("new token").load()).toEqual([]);
});

test.each(["", "{", "null", "[]", '{"version":2,"token":1}'])("a file with %j is no session", (text) => {
  writeFileSync(path, text);
  expect(file().load()).toEqual([]);
});

test("rows that are no sessions are ignored", () => {
  file().save([row]);
  const saved = JSON.parse(readFileSync(path, "utf8")) as { sessions: unknown[] };
  saved.sessions.push(null, {}, { ...row, id: "x" }, { ...row, usedAt: "soon" });
  writeFileSync(path, JSON.stringify(saved));
  expect(file().load()).toEqual([row]);
});

test("a link is not followed, and a folder in the way is reported", () => {
  writeFileSync(join(folder, "other"), "{}");
  symlinkSync(join(folder, "other"), path);
  expect(file().load()).toEqual([]);
  expect(warnings).toHaveLength(1);
  rmSync(path);
  const inside = createSessionFile({
    path: join(folder, "missing", "sessions.json"),
    token: "t",
    log,
  });
  inside.save([row]);
  expect(warnings).toHaveLength(2);
});
