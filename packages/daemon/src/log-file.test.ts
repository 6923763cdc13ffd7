import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLogFile } from "./log-file.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-log-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
const options = (at: string, maxBytes?: number) => ({
  folder: at,
  level: "info",
  echo: false,
  ...(maxBytes === undefined ? {} : { maxBytes }),
});

test("an entry is one JSON line with time, level and message; lower levels are omitted", async () => {
  const at = folder();
  const file = openLogFile(options(at));
  file.log.debug({ runId: "r" }, "not kept");
  file.log.warn({ runId: "run_1" }, "kept");
  const lines = await file.tail(10);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: "warn",
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    runId: "run_1",
    msg: "kept",
  });
  expect(statSync(join(at, "daemon.log")).mode & 0o777).toBe(0o600);
});

test("the log never exceeds twice its limit, and one old file is kept", async () => {
  const at = folder();
  const file = openLogFile(options(at, 10_000));
  for (let n = 0; n < 2_000; n += 1) {
    file.log.info({ n }, "an entry of some length for the log");
    if (n % 50 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(readdirSync(at).sort()).toEqual(["daemon.log", "daemon.log.1"]);
  for (const name of readdirSync(at)) expect(statSync(join(at, name)).size).toBeLessThanOrEqual(10_000);
  const lines = await file.tail(1_000);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ n: 1_999 });
  expect(lines.map((line) => JSON.parse(line).n)).toEqual(
    Array.from({ length: lines.length }, (_, index) => 2_000 - lines.length + index),
  );
  expect(statSync(join(at, "daemon.log.1")).mode & 0o777).toBe(0o600);
});

test("a log that is already too long is moved aside at start", () => {
  const at = folder();
  writeFileSync(join(at, "daemon.log"), "x".repeat(20_000));
  const file = openLogFile(options(at, 10_000));
  file.log.info({}, "new");
  expect(statSync(join(at, "daemon.log")).size).toBeLessThan(200);
  expect(statSync(join(at, "daemon.log.1")).size).toBe(20_000);
});

test("an entry longer than the limit is written in full", () => {
  const at = folder();
  const file = openLogFile(options(at, 1_000));
  file.log.info({ id: "x".repeat(5_000) }, "long");
  file.log.info({}, "next");
  expect(readFileSync(join(at, "daemon.log.1"), "utf8")).toContain("long");
  expect(readFileSync(join(at, "daemon.log"), "utf8")).toContain("next");
});

test("the tail continues into the older file", async () => {
  const at = folder();
  const file = openLogFile(options(at, 1_000));
  for (let n = 0; n < 14; n += 1) file.log.info({ n }, "an entry of some length for the log");
  const lines = await file.tail(10);
  expect(lines.map((line) => JSON.parse(line).n)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
});

test("with a removed log the tail is empty, and new entries are written after reopening", async () => {
  const at = folder();
  const file = openLogFile(options(at));
  file.log.info({}, "before");
  rmSync(join(at, "daemon.log"));
  expect(await file.tail(10)).toEqual([]);
  expect(() => file.log.info({}, "into nothing")).not.toThrow();
  file.reopen();
  file.log.info({}, "after");
  expect((await file.tail(10)).join()).toContain("after");
});

test("when others moved the log, reopening starts a new file", () => {
  const at = folder();
  const file = openLogFile(options(at));
  file.log.info({}, "first");
  renameSync(join(at, "daemon.log"), join(at, "moved"));
  file.reopen();
  file.log.info({}, "second");
  expect(readFileSync(join(at, "moved"), "utf8")).not.toContain("second");
  expect(readFileSync(join(at, "daemon.log"), "utf8")).toContain("second");
});

test("a folder that disappears does not stop the daemon", () => {
  const at = folder();
  const file = openLogFile(options(at, 1_000));
  rmSync(at, { recursive: true });
  for (let n = 0; n < 30; n += 1) file.log.info({ n }, "an entry of some length for the log");
  expect(() => file.reopen()).not.toThrow();
  expect(() => file.flush()).not.toThrow();
});

test("the last entry before a crash contains the error and its origin", async () => {
  const at = folder();
  const file = openLogFile(options(at));
  file.fatal(new Error("bang"), "unhandledRejection");
  expect(JSON.parse((await file.tail(1))[0] ?? "")).toMatchObject({
    level: "fatal",
    origin: "unhandledRejection",
    err: { message: "bang" },
  });
});

test("whoever follows the log gets each entry as it is in the file, without credentials, until it ends", async () => {
  const at = folder();
  const file = openLogFile({ ...options(at), redact: (line) => line.replaceAll("secret", "[redacted]") });
  const seen: string[] = [];
  const stop = file.onLine((line) => seen.push(line));
  file.log.info({ key: "secret" }, "one");
  stop();
  file.log.info({}, "two");
  expect(seen).toEqual((await file.tail(9)).slice(0, 1));
  expect(seen[0]).toContain("[redacted]");
});
