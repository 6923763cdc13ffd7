/** Real programs in the real sandbox. @requirement HEAR-2 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { SILENT_LOG } from "@tinyagi/base";
import { needs, voiceNote } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createAgentProcesses } from "../process/agent-process.js";
import { createTranscriber, type TranscriberOptions } from "./transcriber.js";

const { signal } = new AbortController();
let root: string;
let file: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-transcriber-")));
  for (const name of ["home", "home/run", "home/files", "bin"]) mkdirSync(join(root, name));
  file = join(root, "home/files/note.ogg");
  writeFileSync(file, voiceNote(2));
  writeFileSync(join(root, "home/token"), "CANARY");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program in the person's own folder, as Whisper may be. */
function program(name: string, script: string): string {
  const path = join(root, "bin", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function transcriber(more: Partial<TranscriberOptions> = {}) {
  return createTranscriber({
    startProcess: createAgentProcesses(),
    home: join(root, "home"),
    tempDir: join(root, "home/run"),
    path: `${join(root, "bin")}:${process.env.PATH}`,
    log: SILENT_LOG,
    ...more,
  });
}

const call = (command: readonly string[], more: { timeoutMs?: number; readable?: string[] } = {}) =>
  transcriber()({ command, readable: [], file, timeoutMs: 20_000, signal, ...more });

describe("the program that transcribes", needs("bubblewrap"), () => {
  test("gets the recording and prints its words; no argument is read by a shell", async () => {
    const path = program("whisper", 'test -s "$2" && echo "words of $1 and $3"');
    expect(await call([path, "a b", "{file}", "$(id)"])).toEqual({ text: "words of a b and $(id)" });
    expect(await call(["whisper", "-f", "{file}", ";id"])).toEqual({ text: "words of -f and ;id" });
  });

  test("gets a WAV copy where its arguments ask for one", async () => {
    // Stands for ffmpeg: the last argument is the file to write.
    program("ffmpeg", 'for last; do :; done; echo copy > "$last"');
    program("whisper", 'cat "$1"');
    expect(await call(["whisper", "{wav}"])).toEqual({ text: "copy" });
  });

  test("reads nothing of the home, writes nothing, and reaches no network", async () => {
    const server = createServer((socket) => socket.end("CANARY"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const probe = join(root, "bin", "probe.mjs");
    writeFileSync(
      probe,
      `import { readFileSync, writeFileSync, readdirSync } from "node:fs";
       import { connect } from "node:net";
       const attempt = (what, act) => { try { return what + "=" + act(); } catch { return what + "=no"; } };
       console.log(attempt("token", () => readFileSync(${JSON.stringify(join(root, "home/token"))}, "utf8")));
       console.log(attempt("passwd", () => readFileSync("/etc/passwd", "utf8").length));
       console.log(attempt("write", () => writeFileSync(process.argv[2], "x")));
       console.log(attempt("homes", () => readdirSync(${JSON.stringify(root)}).join()));
       const socket = connect(${port}, "127.0.0.1");
       socket.on("data", (data) => { console.log("network=" + data); process.exit(); });
       socket.on("error", () => { console.log("network=no"); process.exit(); });`,
    );
    const answer = await call([process.execPath, probe, "{file}"]);
    await new Promise((resolve) => server.close(resolve));
    expect(answer).toEqual({
      text: ["token=no", "passwd=no", "write=no", "homes=bin", "network=no"].join("\n"),
    });
  });

  test.each([
    ["a folder", "link", () => join(root, "home")],
    ["a folder above it", "above", () => root],
    ["a file that an argument names", "model", () => join(root, "home/token")],
  ])("no link to %s opens the home", async (_what, name, target) => {
    const link = join(tmpdir(), `${basename(root)}-${name}`);
    symlinkSync(target(), link);
    onTestFinished(() => rmSync(link));
    program("look", `cat "$2" "$2/token" "$2/home/token"; echo end`);
    expect(await call(["look", "{file}", link], { readable: [link] })).toEqual({ text: "end" });
  });

  test("no folder of the settings opens the home", async () => {
    program("look", `cat ${join(root, "home/token")}; ls ${join(root, "home")}; echo end`);
    const answer = await call(["look", "{file}"], { readable: [root, join(root, "home")] });
    expect(answer).toEqual({ text: "end" });
  });

  test.each([
    ["hangs", "sleep 60"],
    ["ignores the polite signal", "trap '' TERM; while :; do sleep 1; done"],
  ])("ends at its time limit when it %s", async (_how, script) => {
    program("whisper", script);
    expect(await call(["whisper", "{file}"], { timeoutMs: 1_000 })).toEqual({ reason: "failed" });
  });

  test("ends when it prints megabytes, and fails when it fails", async () => {
    program("whisper", "yes 0123456789012345678901234567890123456789");
    expect(await call(["whisper", "{file}"])).toEqual({ reason: "failed" });
    program("whisper", "echo half of it; exit 3");
    expect(await call(["whisper", "{file}"])).toEqual({ reason: "failed" });
    expect(await call(["no-such-program", "{file}"])).toEqual({ reason: "failed" });
  });

  test("its folder is gone afterwards", async () => {
    program("whisper", "echo words");
    await call(["whisper", "{file}"]);
    expect(
      existsSync(join(root, "home/run")) && (await import("node:fs")).readdirSync(join(root, "home/run")),
    ).toEqual([]);
  });
});

test("without a sandbox the program does not start", async () => {
  const path = program("whisper", `touch ${join(root, "started")}`);
  const none = transcriber({ path: "/nowhere" });
  expect(await none({ command: [path, "{file}"], readable: [], file, timeoutMs: 5_000, signal })).toEqual({
    reason: "no_sandbox",
  });
  expect(existsSync(join(root, "started"))).toBe(false);
});
