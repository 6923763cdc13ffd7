/**
 * The host's side of the connection: does what the daemon asks, and reports. When the connection ends, for whatever reason,
 * it ends every agent at once and then itself. Must never write to disk, and holds environments and prompts only until
 * the process has them.
 */
import type { Socket } from "node:net";
import { RUN_MARK } from "@tinyagi/base/process-table";
import {
  DAEMON_KINDS,
  type DaemonMessage,
  type DaemonMessages,
  daemonMessage,
  HOST_PROTOCOL,
  type HostKind,
} from "@tinyagi/contracts/agent-host";
import { createContainment, NO_CONTAINMENT } from "../containment/containment.js";
import type { Containment } from "../containment/containment-contract.js";
import { endMarkedProcesses } from "../process/process-group.js";
import { createSweeper, type Sweeper } from "../process/sweeper.js";
import { createFrameReader, createFrameWriter, FrameError, type FrameWriter } from "./frame.js";
import { type HealthReports, reportHealth } from "./health.js";
import { type HostRun, startHostRun } from "./host-run.js";

/** Grace for agents whose daemon is gone. All must be gone 2 s after it. */
const ORPHAN_GRACE_MS = 500;
const SWEEP_GRACE_MS = 1_000;
const UNSWEPT_MAX = 1_000;

/** How the process of the host ends. `refused`: the daemon does not keep to the protocol. */
export const HOST_EXIT = { ok: 0, refused: 76 } as const;

/** What the host's process provides. */
export interface HostOptions {
  readonly version: string;
  /** Ends the process. */
  readonly exit: (code: number) => void;
  /** Says why the host ends, for the daemon's log. */
  readonly complain: (text: string) => void;
}

interface Host {
  readonly options: HostOptions;
  readonly socket: Socket;
  readonly writer: FrameWriter;
  readonly runs: Map<number, { readonly run: HostRun; readonly mark: string }>;
  /** Runs to report about: all but kept processes between two turns. */
  readonly working: Set<number>;
  readonly sweeper: Sweeper;
  /** Marks of ended runs that the daemon has not asked to sweep yet. */
  readonly unswept: Set<string>;
  readonly health: HealthReports;
  readonly log: (details: Readonly<Record<string, unknown>>, message: string) => void;
  /** Undefined until the daemon has said hello. */
  containment: Containment | undefined;
  leaving: boolean;
  ending: boolean;
}

/** Serves the daemon at the other end of the socket. @returns the pids of the groups that are alive */
export function serveDaemon(socket: Socket, options: HostOptions): { groups: () => number[] } {
  const writer = createFrameWriter(socket);
  const runs: Host["runs"] = new Map();
  const log: Host["log"] = (details, message) => writer.message("log", 0, { message, details });
  const host: Host = {
    options,
    socket,
    writer,
    runs,
    working: new Set(),
    sweeper: createSweeper({
      graceMs: SWEEP_GRACE_MS,
      onEnded: (count, runs) => log({ count, runs }, "ended stray processes of finished runs"),
      onError: (error) => log({ error: String(error) }, "could not scan for stray processes"),
    }),
    unswept: new Set(),
    health: reportHealth(
      () => ({
        live: runs.size,
        bufferedBytes: [...runs.values()].reduce(
          (sum, { run }) => sum + run.heldBytes(),
          socket.writableLength,
        ),
      }),
      writer,
    ),
    log,
    containment: undefined,
    leaving: false,
    ending: false,
  };
  const read = createFrameReader(DAEMON_KINDS, {
    message: (kind, run, payload) => receive(host, run, parse(kind, payload)),
    bytes: (_, run, bytes) => runs.get(run)?.run.write(bytes),
  });
  socket.on("data", (chunk: Buffer) => {
    try {
      if (!host.ending) read(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      options.complain(`the daemon does not keep to the protocol: ${error.message}`);
      void endAll(host, HOST_EXIT.refused);
    }
  });
  // A write to a daemon that is gone fails. The close that follows is what counts.
  socket.on("error", () => {});
  socket.on("close", () => void endAll(host, HOST_EXIT.ok));
  return { groups: () => [...runs.values()].flatMap(({ run }) => run.pid() ?? []) };
}

function parse(kind: HostKind, payload: Buffer): DaemonMessage {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString("utf8"));
  } catch {
    // The cause would repeat parts of the payload, which can hold secrets.
    throw new FrameError(`the payload of a frame "${kind}" is not JSON`);
  }
  const message = daemonMessage(kind, json);
  if (message === undefined) throw new FrameError(`the payload of a frame "${kind}" does not fit its schema`);
  return message;
}

function receive(host: Host, run: number, message: DaemonMessage): void {
  if (host.containment === undefined && message.kind !== "hello")
    throw new FrameError(`"${message.kind}" came before "hello"`);
  const live = host.runs.get(run)?.run;
  // A frame for a run that has just ended is no error: the two crossed.
  switch (message.kind) {
    case "hello":
      greet(host, message.data);
      break;
    case "start":
      start(host, run, message.data);
      break;
    case "stdinEnd":
      live?.closeStdin();
      break;
    case "credit":
      live?.grant(message.data.bytes);
      break;
    case "waits":
      live?.setWaiting({ waits: message.data.waits, tool: message.data.tool ?? false });
      break;
    case "begin":
      if (live !== undefined) report(host, run);
      live?.begin(message.data.limits);
      break;
    case "rest":
      void live?.rest().then(() => silence(host, run));
      break;
    case "end":
      if (live !== undefined) report(host, run);
      live?.stop(message.data.reason);
      break;
    case "sweep":
      for (const runId of message.data.runIds) {
        host.unswept.delete(runId);
        host.sweeper.sweep(runId);
      }
      break;
    case "bye":
      leave(host, message.data.graceMs);
      break;
  }
}

function greet(host: Host, { protocol, cgroup }: DaemonMessages["hello"]): void {
  if (host.containment !== undefined) throw new FrameError('"hello" came twice');
  host.containment =
    cgroup === undefined
      ? NO_CONTAINMENT
      : createContainment({ kind: "cgroup", folder: cgroup }, { warn: host.log });
  // Before "ready", so that no start waits for it.
  host.containment.join();
  const { version } = host.options;
  host.writer.message("ready", 0, { protocol: HOST_PROTOCOL, version, pid: process.pid, keeps: true });
  // The daemon knows the number now and says what to do.
  if (protocol !== HOST_PROTOCOL) host.socket.end();
}

function start(host: Host, run: number, spec: DaemonMessages["start"]): void {
  if (run === 0 || host.runs.has(run)) throw new FrameError(`run ${run} cannot be started`);
  if (host.leaving) {
    host.writer.message("refused", run, { code: "ESHUTDOWN" });
    return;
  }
  const { writer, containment = NO_CONTAINMENT } = host;
  const started = startHostRun(run, spec, { writer, containment });
  const mark = spec.env[RUN_MARK] ?? "";
  host.runs.set(run, { run: started, mark });
  report(host, run);
  void started.ended.then(() => {
    host.runs.delete(run);
    remember(host.unswept, mark);
    silence(host, run);
    if (host.runs.size === 0 && host.leaving) void endAll(host, HOST_EXIT.ok);
  });
}

function report({ working, health }: Host, run: number): void {
  working.add(run);
  health.begin();
}

function silence({ working, health }: Host, run: number): void {
  working.delete(run);
  if (working.size === 0) health.pause();
}

/** The daemon asks to sweep nearly every run. Those it does not ask for must not add up. */
function remember(unswept: Set<string>, mark: string): void {
  unswept.add(mark);
  const [oldest] = unswept;
  if (unswept.size > UNSWEPT_MAX && oldest !== undefined) unswept.delete(oldest);
}

function leave(host: Host, graceMs: number): void {
  host.leaving = true;
  if (host.runs.size === 0) void endAll(host, HOST_EXIT.ok);
  else setTimeout(() => void endAll(host, HOST_EXIT.ok), graceMs);
}

/** Ends every agent, then the process. Nobody reads the output any more. */
async function endAll(host: Host, code: number): Promise<void> {
  if (host.ending) return;
  host.ending = true;
  const live = [...host.runs.values()];
  const marks = new Set([...live.map(({ mark }) => mark), ...host.unswept, ...host.sweeper.pending()]);
  await Promise.all(live.map(({ run }) => run.abandon({ graceMs: ORPHAN_GRACE_MS })));
  if (marks.size > 0) await endMarkedProcesses((mark) => marks.has(mark), { graceMs: 0 });
  const { socket, options } = host;
  if (socket.destroyed) options.exit(code);
  // Not before the last frame has left.
  else socket.end(() => options.exit(code)).once("close", () => options.exit(code));
}
