/** Runs the command in this process with separate streams and a separate home. For tests only. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { runCli } from "../cli.js";
import type { Screen } from "../output/screen.js";

export interface Invocation {
  home: string;
  env?: Record<string, string>;
  /** What stdin holds; default: nothing. */
  input?: string;
  /** Makes both outputs terminals, and stdin too unless it has an input. */
  terminal?: boolean;
  signal?: AbortSignal;
  daemonMain?: string;
  /** In place of what `input` makes. */
  stdin?: Readable & { isTTY?: boolean };
  /** Called with all that was written to stderr so far. */
  onStderr?: (text: string) => void;
  /** Called with all that was written to stdout so far. */
  onStdout?: (text: string) => void;
}

export interface InvocationResult {
  code: number;
  stdout: string;
  stderr: string;
}

export const FAKE_DAEMON = new URL("./fake-daemon-main.mjs", import.meta.url).pathname;

/** A Screen that keeps what is written. */
export function captureScreen(
  terminal = false,
  onText?: (text: string) => void,
): Screen & { text: () => string } {
  let text = "";
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      onText?.(text);
      done();
    },
  });
  return Object.assign(stream, { isTTY: terminal, columns: 100, rows: 30, text: () => text });
}

export async function invoke(words: readonly string[], options: Invocation): Promise<InvocationResult> {
  const stdout = captureScreen(options.terminal, options.onStdout);
  const stderr = captureScreen(options.terminal, options.onStderr);
  const stdin: Readable & { isTTY?: boolean } =
    options.stdin ??
    (options.input === undefined ? new PassThrough().end() : Readable.from([Buffer.from(options.input)]));
  stdin.isTTY = options.terminal === true && options.input === undefined;
  const code = await runCli({
    words,
    env: { PATH: process.env.PATH ?? "", HOME: options.home, TINYAGI_HOME: options.home, ...options.env },
    stdin,
    stdout,
    stderr,
    signal: options.signal ?? new AbortController().signal,
    now: Date.now,
    version: "1.2.3",
    daemonMain: () => options.daemonMain ?? FAKE_DAEMON,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** A home directory that is gone after `use`. */
export async function withHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "tinyagi-cli-"));
  try {
    return await use(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
