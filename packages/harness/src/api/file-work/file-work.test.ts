import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { testFileWorkEntry } from "../../fixtures/test-file-work.js";
import { createFileWork, type FileWork, type FileWorkOptions } from "./file-work.js";

const entry = await testFileWorkEntry();
const { signal } = new AbortController();

function open(more: Partial<FileWorkOptions> = {}): { folder: string; files: FileWork } {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-file-work-"));
  const files = createFileWork({ folder: async () => ({ root: folder, denied: [] }), entry, ...more });
  onTestFinished(async () => {
    await files[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, files };
}

/** A thread that does nothing else than what is written. */
function program(code: string): FileWorkOptions["entry"] {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "main.mjs"), code);
  return { url: pathToFileURL(join(folder, "main.mjs")), flags: [] };
}

const LISTEN = 'import { parentPort } from "node:worker_threads"; parentPort.on("message", (call) =>';

it("calls at the same time get their own answers", async () => {
  const { folder, files } = open();
  for (const name of ["a", "b"]) writeFileSync(join(folder, name), `text of ${name}`);
  const read = (path: string) => files.run("read_file", { path }, signal);
  expect(await Promise.all([read("a"), read("b"), read("a")])).toEqual([
    "text of a",
    "text of b",
    "text of a",
  ]);
});

it("a refusal comes with its words, and a check changes nothing", async () => {
  const { files } = open();
  await expect(files.run("read_file", { path: "/etc/passwd" }, signal)).rejects.toMatchObject({
    code: "PATH_REFUSED",
  });
  await files.check("write_file", { path: "a", content: "x" });
  await expect(files.run("read_file", { path: "a" }, signal)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

it("a call that never ends is stopped, and the next one gets a new thread", async () => {
  const hangs = `${LISTEN} { if (call.input.path === "hang") for (;;); parentPort.postMessage({ id: call.id, result: "ok" }); });`;
  const { files } = open({ entry: program(hangs), callMs: 2_000 });
  await expect(files.run("read_file", { path: "hang" }, signal)).rejects.toMatchObject({ code: "TIMED_OUT" });
  expect(await files.run("read_file", { path: "a" }, signal)).toBe("ok");
});

it("a call that needs too much memory ends alone", async () => {
  const grows = `${LISTEN} { const all = []; for (;;) all.push(new Array(100_000).fill(call)); });`;
  const { files } = open({ entry: program(grows) });
  await expect(files.run("read_file", { path: "a" }, signal)).rejects.toMatchObject({
    code: "PAYLOAD_TOO_LARGE",
  });
});

it("the end of the run ends a call", async () => {
  const { files } = open({ entry: program(`${LISTEN} { for (;;); });`) });
  const stop = new AbortController();
  const call = files.run("read_file", { path: "a" }, stop.signal);
  stop.abort(new Error("the run was stopped"));
  await expect(call).rejects.toThrow("the run was stopped");
});
