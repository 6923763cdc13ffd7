/**
 * An MCP server as a program: one JSON message on each line of its stdin and stdout. It runs in a process group of its own,
 * which ends as a whole. Lines are bounded before they are parsed, and so is everything that it says without being asked.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from "@modelcontextprotocol/client";
import {
  END_GRACE_MS,
  KILL_WAIT_MS,
  MESSAGE_MAX_BYTES,
  OUTPUT_GRACE_MS,
  STDERR_MAX_CHARS,
  UNASKED_MAX_BYTES,
  UNASKED_MAX_MESSAGES,
} from "./limits.js";

const NEWLINE = 0x0a;

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly onStderr: (text: string) => void;
}

export interface ProgramTransport extends Transport {
  pid(): number | undefined;
}

export function createProgramTransport(options: ProgramOptions): ProgramTransport {
  let child: ChildProcess | undefined;
  let isClosed = false;
  let onFinished = () => {};
  const finished = new Promise<void>((resolve) => {
    onFinished = resolve;
  });
  const unasked = { bytes: 0, messages: 0 };

  const transport: ProgramTransport = {
    pid: () => child?.pid,
    async start() {
      const started = spawn(options.command, options.args, {
        // A group of its own: what it starts ends with it, and Ctrl-C in a terminal does not reach it.
        detached: true,
        cwd: options.cwd,
        env: { ...options.env },
        stdio: ["pipe", "pipe", "pipe"],
      });
      child = started;
      void getEnd(started).then(finish);
      started.stdout.on("data", lineReader(receive, fail));
      started.stderr.setEncoding("utf8").on("data", bounded(options.onStderr));
      // A program that does not read any more ends, or is found by the limit of time.
      started.stdin.on("error", () => {});
      await new Promise<void>((resolve, reject) => {
        started.once("spawn", resolve);
        started.once("error", reject);
      });
    },
    async send(message) {
      // An answer to a question of the program asks it for nothing.
      if ("method" in message) Object.assign(unasked, { bytes: 0, messages: 0 });
      if (isClosed) throw new Error("the program has ended");
      child?.stdin?.write(`${JSON.stringify(message)}\n`);
    },
    async close() {
      if (child?.pid === undefined) return finish();
      child.stdin?.end();
      signalGroup(child.pid, "SIGTERM");
      const kill = setTimeout(() => signalGroup(child?.pid, "SIGKILL"), END_GRACE_MS);
      // One that the system cannot end now, such as one that waits for a disk, holds nobody up.
      const giveUp = setTimeout(finish, END_GRACE_MS + KILL_WAIT_MS);
      await finished;
      clearTimeout(kill);
      clearTimeout(giveUp);
    },
  };

  function receive(line: Buffer): void {
    unasked.bytes += line.length;
    unasked.messages += 1;
    if (unasked.bytes > UNASKED_MAX_BYTES || unasked.messages > UNASKED_MAX_MESSAGES) {
      fail(new Error("it writes more than it is asked for"));
      return;
    }
    const message = messageIn(line);
    if (message === undefined || isClosed) return;
    transport.onmessage?.(message);
  }

  function fail(error: Error): void {
    if (isClosed) return;
    transport.onerror?.(error);
    signalGroup(child?.pid, "SIGKILL");
  }

  function finish(): void {
    if (isClosed) return;
    isClosed = true;
    // What ignored the polite signal, and what the program left behind.
    signalGroup(child?.pid, "SIGKILL");
    onFinished();
    transport.onclose?.();
  }
  return transport;
}

/**
 * The end of the program itself. Its output may stay open for longer, in the hands of something that left its group: it is
 * read for a moment, then dropped.
 */
function getEnd(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const drop = () => {
      for (const stream of program.stdio) stream?.destroy();
      resolve();
    };
    let timer: NodeJS.Timeout | undefined;
    program.once("exit", () => {
      timer = setTimeout(drop, OUTPUT_GRACE_MS);
    });
    program.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    program.once("error", () => resolve());
  });
}

/** Undefined for a line that is no message: programs print banners on stdout, too. */
function messageIn(line: Buffer): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(JSON.parse(line.toString("utf8")));
  } catch {
    return undefined;
  }
}

/** Linear in what arrives: pieces of a line are joined once, when it ends. */
function lineReader(onLine: (line: Buffer) => void, onTooLong: (error: Error) => void) {
  let pieces: Buffer[] = [];
  let size = 0;
  return (chunk: Buffer): void => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      onLine(Buffer.concat([...pieces, chunk.subarray(from, end)]));
      pieces = [];
      size = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > MESSAGE_MAX_BYTES) {
      pieces = [];
      size = 0;
      onTooLong(new Error(`a message of more than ${MESSAGE_MAX_BYTES} bytes`));
    } else if (rest.length > 0) pieces.push(rest);
  };
}

function bounded(onText: (text: string) => void): (text: string) => void {
  let left = STDERR_MAX_CHARS;
  return (text) => {
    if (left > 0) onText(text.slice(0, left));
    left -= text.length;
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}
