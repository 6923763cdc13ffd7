import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSameProcess } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClosing } from "./closing.js";
import { EXIT, toExitCode } from "./exit-code.js";
import { ensureSettings } from "./first-run.js";
import { ownStartTime, removeRuntimeFile, writeRuntimeFile } from "./runtime-file.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-parts-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("closing", () => {
  test("runs the steps in reverse order, each once", async () => {
    const order: string[] = [];
    const closing = createClosing();
    closing.defer(() => void order.push("first"));
    closing.use({ [Symbol.asyncDispose]: async () => void order.push("second") });
    closing.defer(async () => void order.push("third"));
    await closing.close();
    await closing.close();
    expect(order).toEqual(["third", "second", "first"]);
  });

  test("a failing step does not prevent the others, and all failures are reported", async () => {
    const order: string[] = [];
    const closing = createClosing();
    closing.defer(() => void order.push("first"));
    closing.defer(() => {
      throw new Error("sync");
    });
    closing.defer(() => Promise.reject(new Error("async")));
    const error = await closing.close().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map((each: Error) => each.message)).toEqual(["async", "sync"]);
    expect(order).toEqual(["first"]);
  });
});

test.each([
  ["INVALID_INPUT", 78],
  ["SETTINGS_INVALID", 78],
  ["SETTINGS_UNREADABLE", 78],
  ["SECRET_UNRESOLVED", 78],
  ["HOME_LOCKED", 73],
  ["HOME_UNWRITABLE", 74],
  ["STORE_UNAVAILABLE", 74],
  ["STORE_DAMAGED", 65],
  ["STORE_TOO_NEW", 65],
  ["PORT_IN_USE", 71],
  ["INTERNAL", 1],
] as const)("the error code %s maps to exit code %i", (code, expected) => {
  expect(toExitCode(new AppError(code, "x"))).toBe(expected);
});

test("an unknown error maps to exit code 1", () => {
  expect(toExitCode(new Error("x"))).toBe(EXIT.failed);
  expect(toExitCode(undefined)).toBe(EXIT.failed);
});

describe("the runtime file", () => {
  test("contains a start time that distinguishes this process from a later one with its pid", async () => {
    const path = join(folder(), "daemon.json");
    const startTime = await ownStartTime();
    await writeRuntimeFile(path, {
      pid: process.pid,
      startTime,
      host: "::1",
      port: 1,
      bootId: "b",
      version: "v",
    });
    const facts = JSON.parse(readFileSync(path, "utf8"));
    expect(await isSameProcess(facts.pid, facts.startTime)).toBe(true);
    expect(await isSameProcess(facts.pid, `${facts.startTime}0`)).toBe(false);
    removeRuntimeFile(path);
    expect(() => removeRuntimeFile(path)).not.toThrow();
  });

  test("the start time is read again after a temporary failure; a permanent one is an error", async () => {
    let tries = 0;
    expect(await ownStartTime(async () => (++tries < 3 ? undefined : "start"))).toBe("start");
    await expect(ownStartTime(async () => undefined)).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

describe("a first run", () => {
  const run = (home: string, searchPath = "") =>
    ensureSettings({
      path: join(home, "settings.json"),
      backup: join(home, "settings.json.bak"),
      workspace: join(home, "ws"),
      searchPath,
    });
  const getSettings = (home: string) => JSON.parse(readFileSync(join(home, "settings.json"), "utf8"));
  function program(at: string, name: string): void {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, name), "#!/bin/sh\n");
    chmodSync(join(at, name), 0o755);
  }

  test("without an agent CLI every agent uses demo; with claude or codex the main agent uses it", async () => {
    const none = folder();
    expect(await run(none)).toBe(true);
    expect(getSettings(none).agents.tinyagi.provider).toBe("demo");
    const withCodex = folder();
    program(join(withCodex, "bin"), "codex");
    await run(withCodex, `/nonexistent::${join(withCodex, "bin")}`);
    expect(getSettings(withCodex).agents.tinyagi.provider).toBe("openai");
    const withBoth = folder();
    program(join(withBoth, "bin"), "codex");
    program(join(withBoth, "bin"), "claude");
    await run(withBoth, join(withBoth, "bin"));
    expect(getSettings(withBoth).agents.tinyagi.provider).toBe("anthropic");
  });

  test("a program that has only the name of one that speaks ACP is not chosen", async () => {
    const home = folder();
    for (const name of ["copilot", "goose"]) program(join(home, "bin"), name);
    await run(home, join(home, "bin"));
    expect(getSettings(home).agents.tinyagi.provider).toBe("demo");
    expect(getSettings(home).models.provider).toBeUndefined();
  });

  test("a folder or a file that cannot be executed does not count as a program", async () => {
    const home = folder();
    mkdirSync(join(home, "bin", "claude"), { recursive: true });
    writeFileSync(join(home, "bin", "codex"), "text");
    chmodSync(join(home, "bin", "codex"), 0o644);
    await run(home, join(home, "bin"));
    expect(getSettings(home).agents.tinyagi.provider).toBe("demo");
  });

  test("an existing file is never changed, whatever it contains", async () => {
    const home = folder();
    writeFileSync(join(home, "settings.json"), "");
    expect(await run(home)).toBe(false);
    expect(readFileSync(join(home, "settings.json"), "utf8")).toBe("");
  });

  test("a broken link is not replaced", async () => {
    const home = folder();
    symlinkSync(join(home, "elsewhere.json"), join(home, "settings.json"));
    expect(await run(home)).toBe(false);
  });

  test("missing settings are not created when their backup exists", async () => {
    const home = folder();
    writeFileSync(join(home, "settings.json.bak"), "{}");
    await expect(run(home)).rejects.toMatchObject({
      code: "SETTINGS_UNREADABLE",
      message: expect.stringContaining("settings.json.bak"),
    });
  });
});
