/** Each agent has its own records of codex, and a session is found again wherever it began. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { getRecord } from "./quota.js";
import { bringRecord, openRecords } from "./records.js";

/** Of a thread that began on 2026-11-26 at noon, in any zone of time on this day or next to it. */
const SESSION = "019ac02d-a800-7334-9c7b-73a974301010";

function createHome(): string {
  const home = mkdtempSync(join(tmpdir(), "tinyagi-codex-records-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

function writeRecord(home: string): string {
  const day = new Date(Number.parseInt(SESSION.slice(0, 8) + SESSION.slice(9, 13), 16));
  const parts = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  const folder = join(home, "sessions", String(day.getFullYear()), ...parts);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `rollout-2026-${SESSION}.jsonl`);
  writeFileSync(path, "said\n");
  return path;
}

const asked = (agentId: string, permissions: "sandboxed" | "ask" | "bypass" = "sandboxed") => ({
  agentId,
  permissions,
  sessionId: SESSION,
});

test("the records of an agent are put in the place of all others", async () => {
  const home = createHome();
  mkdirSync(join(home, "shell_snapshots"), { recursive: true });
  writeFileSync(join(home, "state_5.sqlite"), "");
  const one = await openRecords(home, asked("one"));
  const two = await openRecords(home, asked("two", "ask"));
  expect(one?.folder).not.toBe(two?.folder);
  const mounts = one?.mounts.join(" ");
  expect(mounts).toContain(`--bind ${one?.folder}/sessions ${home}/sessions`);
  expect(mounts).toContain(`--tmpfs ${home}/shell_snapshots`);
  expect(mounts).toContain(`--ro-bind /dev/null ${home}/state_5.sqlite`);
  expect(mounts).not.toContain("state_5.sqlite-wal");
  expect(one?.closed).toEqual(expect.arrayContaining([join(home, "sessions"), `${home}/state_5.sqlite-wal`]));
});

test("a run that may read everything has none of its own", async () => {
  const home = createHome();
  expect(await openRecords(home, asked("one", "bypass"))).toBeUndefined();
  expect(existsSync(join(home, "sessions"))).toBe(false);
});

test("a session that began before, or in another mode, is brought to where codex looks, as the same file", async () => {
  const home = createHome();
  const record = writeRecord(home);
  const own = (await openRecords(home, asked("one")))?.folder ?? "";
  await bringRecord(home, asked("one"), { toAgent: true });
  const brought = (await getRecord(own, SESSION)) ?? "";
  writeFileSync(brought, "more\n", { flag: "a" });
  expect(readFileSync(record, "utf8")).toBe("said\nmore\n");
  rmSync(record);
  await bringRecord(home, asked("one"), { toAgent: false });
  expect(readFileSync(record, "utf8")).toBe("said\nmore\n");
});

test("an agent is not given the session of another one", async () => {
  const home = createHome();
  const two = (await openRecords(home, asked("two")))?.folder ?? "";
  writeRecord(two);
  const one = (await openRecords(home, asked("one")))?.folder ?? "";
  await bringRecord(home, asked("one"), { toAgent: true });
  expect(await getRecord(one, SESSION)).toBeUndefined();
});
