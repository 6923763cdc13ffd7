/**
 * The daemon's end of one host: agrees on the protocol, carries the runs, and notices when it stops to answer or breaks the
 * protocol. Then it is killed, and this link is over: `lost` says why, once. Its runs are settled only by `abandon`, after
 * their processes have been ended.
 */

import { RUN_MARK } from "@tinyagi/base/process-table";
import type { HostWhy } from "@tinyagi/contracts";
import {
  HOST_PROTOCOL,
  HOST_SIDE_KINDS,
  type HostKind,
  type HostMessage,
  type HostMessages,
  hostMessage,
} from "@tinyagi/contracts/agent-host";
import type { ContainmentPlace } from "../containment/containment-place.js";
import type { ChildSpec, StartChild } from "../process/child-contract.js";
import type { ReapTarget } from "../process/reaper.js";
import type { HostEntry } from "./entry.js";
import { createFrameReader, createFrameWriter, FrameError, type FrameWriter } from "./frame.js";
import { type HostProcess, startHostProcess } from "./host-process.js";
import { readLoopFacts } from "./loop-facts.js";
import { createRunProxy, type RunProxy } from "./run-proxy.js";
import { createSilenceWatch, type SilenceWatch } from "./silence-watch.js";
import { wakeThreads } from "./thread-wake.js";

/** While runs are live, the host reports its health each second. */
const SILENT_SECONDS_MAX = 5;
/** A loaded machine needs seconds for what usually takes 50 ms. */
const READY_SECONDS_MAX = 30;
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
  /** Resolves with the reason when the process is gone. */
  readonly lost: Promise<HostWhy>;
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
  readonly host: HostProcess;
  readonly writer: FrameWriter;
  readonly watch: SilenceWatch;
  readonly runs: Map<number, { readonly proxy: RunProxy; readonly runId: string }>;
  /** Runs that the host reports about. A kept process between two turns costs nothing. */
  readonly working: Set<number>;
  readonly greeted: (version: string) => void;
  lastRun: number;
  /** Whether the host can keep processes: one of an earlier release cannot. */
  keeps: boolean;
}

/** Starts a host. Never throws: a host that cannot be started is lost. */
export function openHostLink(options: HostLinkOptions): HostLink {
  const host = startHostProcess(options.entry, options.mark);
  const writer = createFrameWriter(host.socket);
  const runs: Link["runs"] = new Map();
  const working: Link["working"] = new Set();
  let isReady = false;
  let greeted: Link["greeted"] = () => {};
  const ready = new Promise<string>((resolve) => {
    greeted = (version) => {
      isReady = true;
      resolve(version);
    };
  });
  const watch = createSilenceWatch({
    maxSeconds: () => (isReady ? (working.size === 0 ? undefined : SILENT_SECONDS_MAX) : READY_SECONDS_MAX),
    facts: () => (host.pid === undefined ? undefined : readLoopFacts(host.pid)),
    onSilent: (seconds) => host.kill({ code: "host.silent", seconds }),
  });
  const link: Link = { options, host, writer, watch, runs, working, greeted, lastRun: 0, keeps: false };
  listen(link);
  watch.begin();
  void host.lost.then(watch.end);
  void options.place.then((place) => {
    const cgroup = place.kind === "cgroup" ? { cgroup: place.folder } : {};
    writer.message("hello", 0, { protocol: HOST_PROTOCOL, bootId: options.bootId, ...cgroup });
  });
  return {
    pid: host.pid,
    ready,
    lost: host.lost,
    startChild: (spec, { stdin, sink }) => start(link, { spec, stdin, sink }),
    sweep: (runId) => writer.message("sweep", 0, { runIds: [runId] }),
    live: () => [...runs.values()].map(({ proxy, runId }) => ({ runId, ...proxy.process() })),
    abandon() {
      for (const { proxy } of runs.values()) proxy.end({ kind: "lost" });
      runs.clear();
    },
    async close(graceMs) {
      writer.message("bye", 0, { graceMs });
      const late = setTimeout(() => host.kill(), graceMs + CLOSE_MAX_MS);
      await host.lost;
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
  const expect = () => {
    link.working.add(run);
    link.watch.begin();
  };
  const proxy = createRunProxy(sink, {
    grant: (bytes) => writer.message("credit", run, { bytes }),
    stop(reason) {
      expect();
      writer.message("end", run, { reason });
    },
    setWaiting: (pause) => writer.message("waits", run, pause),
    write: (text) => writer.bytes("stdin", run, Buffer.from(text)),
    begin(limits) {
      expect();
      writer.message("begin", run, { limits });
    },
    rest: () => writer.message("rest", run, {}),
  });
  if (spec.keep === true && !link.keeps) {
    proxy.end({ kind: "refused", code: "ENOTSUP" });
    return proxy.child;
  }
  try {
    writer.message("start", run, spec);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    proxy.end({ kind: "refused", code: "E2BIG" });
    return proxy.child;
  }
  runs.set(run, { proxy, runId: spec.env[RUN_MARK] ?? "" });
  expect();
  // In the same system call as the start: nobody waits until it has succeeded.
  if (stdin !== "") writer.bytes("stdin", run, Buffer.from(stdin));
  if (spec.keep !== true) writer.message("stdinEnd", run, {});
  return proxy.child;
}

function listen(link: Link): void {
  const read = createFrameReader(HOST_SIDE_KINDS, {
    message: (kind, run, payload) => receive(link, run, parse(kind, payload)),
    bytes: (kind, run, bytes) =>
      link.runs.get(run)?.proxy.output(kind === "stdout" ? "stdout" : "stderr", bytes),
  });
  link.host.socket.on("data", (chunk: Buffer) => {
    link.watch.heard();
    if (link.host.isCondemned()) return;
    try {
      read(chunk);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      link.host.kill({ code: "host.protocol", said: error.message });
    }
  });
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
      greet(link, message.data);
      break;
    case "started":
      proxy?.started(message.data);
      break;
    case "refused":
      forget(link, run);
      proxy?.end({ kind: "refused", code: message.data.code });
      break;
    case "exited": {
      forget(link, run);
      const { code, signal, cause, left } = message.data;
      proxy?.end({
        kind: "exited",
        code,
        signal: signal as NodeJS.Signals | null,
        cause,
        ...(left === undefined ? {} : { left }),
      });
      break;
    }
    case "stopping":
      proxy?.stopping();
      break;
    case "rested":
      link.working.delete(run);
      proxy?.rested(message.data);
      break;
    case "health":
      // It came, which is all that counts here. It comes each second of a run: the daemon's threads are woken with it.
      wakeThreads();
      break;
    case "log":
      link.options.log(message.data.message, message.data.details);
      break;
  }
}

function forget({ runs, working }: Link, run: number): void {
  runs.delete(run);
  working.delete(run);
}

function greet(link: Link, { protocol, version, keeps = false }: HostMessages["ready"]): void {
  if (protocol !== HOST_PROTOCOL) {
    link.host.kill({ code: "host.other_release", version, host: protocol, daemon: HOST_PROTOCOL });
    return;
  }
  link.keeps = keeps;
  link.greeted(version);
}
