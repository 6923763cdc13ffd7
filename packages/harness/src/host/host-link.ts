/**
 * The daemon's end of one host: starts its process, agrees on the protocol, carries the runs, and notices when it dies, stops
 * to answer or breaks the protocol. Then it is killed, and this link is over: `lost` says why, once. Its runs are settled
 * only by `abandon`, after their processes have been ended.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { dirname } from "node:path";
import {
  HOST_PROTOCOL,
  HOST_SIDE_KINDS,
  type HostKind,
  type HostMessage,
  hostMessage,
} from "@tinyagi/contracts/agent-host";
import { RUN_MARK } from "@tinyagi/core/process-table";
import type { ContainmentPlace } from "../containment/containment-place.js";
import { createByteTail } from "../process/byte-tail.js";
import type { ChildSpec, StartChild } from "../process/child-contract.js";
import type { ReapTarget } from "../process/reaper.js";
import type { HostEntry } from "./entry.js";
import { createFrameReader, createFrameWriter, FrameError, type FrameWriter } from "./frame.js";
import { createRunProxy, type RunProxy } from "./run-proxy.js";

const TICK_MS = 1_000;
/** Ticks without a frame while runs are live. Ticks, not time: a daemon that was stopped for an hour has missed one. */
const SILENT_TICKS_MAX = 5;
/** A loaded machine needs seconds for what usually takes 50 ms. */
const READY_TICKS_MAX = 30;
const STDERR_TAIL_BYTES = 2_048;
/** Longer than a host needs to end its agents after their grace. */
const CLOSE_MAX_MS = 3_000;

/** What a link needs. */
export interface HostLinkOptions {
  readonly entry: HostEntry;
  readonly bootId: string;
  /** Run mark of the host itself, so that the next daemon finds one that hangs. */
  readonly mark: string;
  readonly place: Promise<ContainmentPlace>;
  readonly log: (message: string, details: Readonly<Record<string, string | number>>) => void;
}

/** A host and its connection. */
export interface HostLink {
  readonly pid: number | undefined;
  /** Resolves with the host's version. Never settles if the host is lost before. */
  readonly ready: Promise<string>;
  /** Resolves with the reason when the process is gone. `mismatch`: its protocol is another one. */
  readonly lost: Promise<{ reason: string; mismatch: boolean }>;
  readonly startChild: StartChild;
  readonly sweep: (runId: string) => void;
  readonly live: () => readonly ReapTarget[];
  /** Settles the runs of a lost host. */
  readonly abandon: () => void;
  /** Lets the host end its runs and itself. Resolves when it is gone. */
  readonly close: (graceMs: number) => Promise<void>;
}

interface Link {
  readonly options: HostLinkOptions;
  readonly child: ChildProcess;
  readonly socket: Socket;
  readonly writer: FrameWriter;
  readonly runs: Map<number, { readonly proxy: RunProxy; readonly runId: string }>;
  lastRun: number;
  ticks: number;
  watch: NodeJS.Timeout | undefined;
  isReady: boolean;
  isLost: boolean;
  /** Why it was killed, if it was. */
  verdict: { reason: string; mismatch: boolean } | undefined;
  resolveReady: (version: string) => void;
}

/** Starts a host. Never throws: a host that cannot be started is lost. */
export function openHostLink(options: HostLinkOptions): HostLink {
  const { file, flags } = options.entry;
  const child = spawn(process.execPath, [...flags, file], {
    // A session of its own: Ctrl-C in a terminal reaches the daemon only, which drains first.
    detached: true,
    cwd: dirname(file),
    env: { [RUN_MARK]: options.mark },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  // Without a free descriptor, Node makes no pipes at all; the failure follows as an event.
  const socket = (child.stdio?.[3] ?? new Socket()) as Socket;
  let resolveReady: (version: string) => void = () => {};
  const ready = new Promise<string>((resolve) => {
    resolveReady = resolve;
  });
  const link: Link = {
    options,
    child,
    socket,
    writer: createFrameWriter(socket),
    runs: new Map(),
    lastRun: 0,
    ticks: 0,
    watch: undefined,
    isReady: false,
    isLost: false,
    verdict: undefined,
    resolveReady,
  };
  const lost = watchEnd(link);
  listen(link);
  void options.place.then((place) => {
    const cgroup = place.kind === "cgroup" ? { cgroup: place.folder } : {};
    link.writer.message("hello", 0, { protocol: HOST_PROTOCOL, bootId: options.bootId, ...cgroup });
  });
  watchSilence(link);
  return {
    pid: child.pid,
    ready,
    lost,
    startChild: (spec, { stdin, sink }) => start(link, { spec, stdin, sink }),
    sweep: (runId) => link.writer.message("sweep", 0, { runIds: [runId] }),
    live: () => [...link.runs.values()].map(({ proxy, runId }) => ({ runId, ...proxy.process() })),
    abandon() {
      for (const { proxy } of link.runs.values()) proxy.end({ kind: "lost" });
      link.runs.clear();
    },
    async close(graceMs) {
      link.writer.message("bye", 0, { graceMs });
      const late = setTimeout(() => child.kill("SIGKILL"), graceMs + CLOSE_MAX_MS);
      await lost;
      clearTimeout(late);
    },
  };
}

function start(
  link: Link,
  { spec, stdin, sink }: { spec: ChildSpec } & Parameters<StartChild>[1],
): ReturnType<StartChild> {
  const { writer, runs } = link;
  link.lastRun = (link.lastRun % 0xffff_fffe) + 1;
  const run = link.lastRun;
  const proxy = createRunProxy(sink, {
    grant: (bytes) => writer.message("credit", run, { bytes }),
    stop: (reason) => writer.message("end", run, { reason }),
    setWaiting: (waits) => writer.message("waits", run, { waits }),
  });
  try {
    writer.message("start", run, spec);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    proxy.end({ kind: "refused", code: "E2BIG" });
    return proxy.child;
  }
  runs.set(run, { proxy, runId: spec.env[RUN_MARK] ?? "" });
  watchSilence(link);
  // In the same system call as the start: nobody waits until it has succeeded.
  if (stdin !== "") writer.bytes("stdin", run, Buffer.from(stdin));
  writer.message("stdinEnd", run, {});
  return proxy.child;
}

function listen(link: Link): void {
  const read = createFrameReader(HOST_SIDE_KINDS, {
    message: (kind, run, payload) => receive(link, run, parse(kind, payload)),
    bytes: (kind, run, bytes) =>
      link.runs.get(run)?.proxy.output(kind === "stdout" ? "stdout" : "stderr", bytes),
  });
  link.socket.on("data", (chunk: Buffer) => {
    link.ticks = 0;
    if (link.verdict !== undefined) return;
    try {
      read(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      kill(link, { reason: `it does not keep to the protocol: ${error.message}`, mismatch: false });
    }
  });
  // A write to a host that is gone fails. Its end is what counts.
  link.socket.on("error", () => {});
}

function parse(kind: HostKind, payload: Buffer): HostMessage {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString("utf8"));
  } catch (cause) {
    throw new FrameError(`the payload of a frame "${kind}" is not JSON`, { cause });
  }
  const message = hostMessage(kind, json);
  if (message === undefined) throw new FrameError(`the payload of a frame "${kind}" does not fit its schema`);
  return message;
}

function receive(link: Link, run: number, message: HostMessage): void {
  const proxy = link.runs.get(run)?.proxy;
  switch (message.kind) {
    case "ready":
      greeted(link, message.data);
      break;
    case "started":
      proxy?.started(message.data);
      break;
    case "refused":
      link.runs.delete(run);
      proxy?.end({ kind: "refused", code: message.data.code });
      break;
    case "exited": {
      link.runs.delete(run);
      const { code, signal, cause } = message.data;
      proxy?.end({ kind: "exited", code, signal: signal as NodeJS.Signals | null, cause });
      break;
    }
    case "health":
      break; // It came, which is all that counts here.
    case "log":
      link.options.log(message.data.message, message.data.details);
      break;
  }
}

function greeted(link: Link, { protocol, version }: { protocol: number; version: string }): void {
  if (protocol !== HOST_PROTOCOL) {
    const reason = `the agent host (version ${version}) uses protocol ${protocol}, but this daemon needs protocol ${HOST_PROTOCOL}`;
    kill(link, { reason, mismatch: true });
    return;
  }
  link.isReady = true;
  link.resolveReady(version);
}

/** Counts ticks without a frame, as long as there is something to wait for. */
function watchSilence(link: Link): void {
  if (link.watch !== undefined) return;
  link.ticks = 0;
  link.watch = setInterval(() => {
    if (link.isReady && link.runs.size === 0) {
      clearInterval(link.watch);
      link.watch = undefined;
      return;
    }
    link.ticks += 1;
    const max = link.isReady ? SILENT_TICKS_MAX : READY_TICKS_MAX;
    if (link.ticks > max) kill(link, { reason: `it did not answer for ${max} s`, mismatch: false });
  }, TICK_MS);
}

function kill(link: Link, verdict: NonNullable<Link["verdict"]>): void {
  link.verdict ??= verdict;
  link.child.kill("SIGKILL");
}

function watchEnd(link: Link): HostLink["lost"] {
  const { child, socket } = link;
  const tail = createByteTail(STDERR_TAIL_BYTES);
  child.stderr?.on("data", (bytes: Buffer) => tail.push(bytes));
  return new Promise((resolve) => {
    const end = (reason: string) => {
      if (link.isLost) return;
      link.isLost = true;
      clearInterval(link.watch);
      socket.destroy();
      resolve(link.verdict ?? { reason, mismatch: false });
    };
    child.once("error", (error) => end(`it could not be started: ${error.message}`));
    // After its pipes are closed: what it wrote before its death has been read then.
    child.once("close", (code, signal) => {
      const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
      const words = tail.bytes().toString("utf8").trim();
      end(words === "" ? how : `${how}: ${words}`);
    });
    // A host that closes its end and stays is of no use.
    socket.once("close", () => child.kill("SIGKILL"));
  });
}
