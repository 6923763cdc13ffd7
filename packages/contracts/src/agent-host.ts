/**
 * The protocol between the daemon and its agent host, over one inherited socket pair: frames of `u32 length`, `u8 kind`,
 * `u32 run` (big-endian) and a payload of `length` bytes. Run 0 is the connection itself. The payloads of `stdin`, `stdout`
 * and `stderr` are raw bytes. All others are JSON, and the receiver checks them.
 *
 * zod/mini, because the host must be small: a bundler keeps only what is used here.
 */
import * as z from "zod/mini";

/** Another number means that the two cannot work together. */
export const HOST_PROTOCOL = 1;
/** Largest payload. Both sides end the connection over a larger one. */
export const HOST_FRAME_MAX_BYTES = 256 * 1024;
/**
 * Bytes of output that the host may send for a run before the daemon grants more. Twice what a socket holds: with 256 KiB, a
 * flood on a busy machine took 1.6 times as long as from a child of the daemon, with 512 KiB 1.2 to 1.4 times.
 */
export const HOST_CREDIT_BYTES = 512 * 1024;

/** Kind bytes. They never change their meaning. */
export const HOST_KINDS = {
  hello: 1,
  start: 2,
  stdin: 3,
  stdinEnd: 4,
  credit: 5,
  end: 6,
  sweep: 7,
  bye: 8,
  waits: 9,
  begin: 10,
  rest: 11,
  ready: 65,
  started: 66,
  refused: 67,
  stdout: 68,
  stderr: 69,
  exited: 70,
  health: 71,
  log: 72,
  stopping: 73,
  rested: 74,
} as const;
export type HostKind = keyof typeof HOST_KINDS;

const count = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const milliseconds = z.number().check(z.nonnegative());
const empty = z.strictObject({});
const limits = z.strictObject({ timeoutMs: milliseconds, idleMs: milliseconds, outputBytes: milliseconds });
/** What a process left running, and was ended then. */
const left = z.optional(z.strictObject({ count: positive, commands: z.array(z.string()) }));

/** What the daemon sends. */
const DAEMON_MESSAGES = {
  /**
   * First frame. Loose, so that every version can read the number of every other one. `cgroup` is the folder in which the
   * processes of each run get a control group of their own; without it, they have none.
   */
  hello: z.object({ protocol: count, bootId: z.string(), cgroup: z.optional(z.string()) }),
  /** `env` is complete: nothing is inherited. `tail`: only the last 64 KiB of stderr are sent, before `exited`. */
  start: z.strictObject({
    command: z.string(),
    args: z.array(z.string()),
    cwd: z.string(),
    env: z.record(z.string(), z.string()),
    limits,
    graceMs: milliseconds,
    stderr: z.enum(["stream", "tail"]),
    /** Runs when the process has ended, and ends what it started elsewhere. */
    cleanup: z.optional(z.tuple([z.string()], z.string())),
    /** It works in turns: its stdin stays open, and between turns it has no limits. */
    keep: z.optional(z.boolean()),
  }),
  /** Nothing more follows on stdin. */
  stdinEnd: empty,
  /** A turn of a kept process begins: these limits count from now, until `rest`. */
  begin: z.strictObject({ limits }),
  /** The turn is over. What it started is ended, then `rested` says what that was. */
  rest: empty,
  credit: z.strictObject({ bytes: positive }),
  /**
   * Whether the run waits inside a tool call for people or other agents: then no time counts. `tool`: a tool of the program
   * itself is at work; then silence does not count, and the time of the run does.
   */
  waits: z.strictObject({ waits: z.boolean(), tool: z.optional(z.boolean()) }),
  end: z.strictObject({ reason: z.enum(["aborted", "finished", "idle"]) }),
  /** End what these runs, which have ended, left behind. */
  sweep: z.strictObject({ runIds: z.array(z.string()) }),
  /** Start nothing more, let what runs end, then exit. */
  bye: z.strictObject({ graceMs: milliseconds }),
} as const;

/** What the host sends. */
const HOST_MESSAGES = {
  /** First frame. Loose, as `hello`. `keeps`: it knows `begin` and `rest`, so that processes can be kept. */
  ready: z.object({ protocol: count, version: z.string(), pid: positive, keeps: z.optional(z.boolean()) }),
  started: z.strictObject({ pid: positive, startTime: z.optional(z.string()) }),
  /** The process is told to end, after the output so far. */
  stopping: empty,
  /** The process was not started. `code` is that of the system, such as `ENOENT`. */
  refused: z.strictObject({ code: z.string() }),
  /** Exactly one for each `started`, after all output. */
  exited: z.strictObject({
    code: z.nullable(z.int()),
    signal: z.nullable(z.string()),
    cause: z.enum(["exit", "timeout", "output", "idle", "aborted", "finished"]),
    left,
  }),
  /** Exactly one for each `rest` of a process that lives. `clean`: nothing of the turn runs any more. */
  rested: z.strictObject({ clean: z.boolean(), left }),
  /** Each second while runs are live. */
  health: z.strictObject({ live: count, bufferedBytes: count, lagMs: milliseconds }),
  /** A line for the daemon's log. */
  log: z.strictObject({
    message: z.string().check(z.maxLength(1_000)),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
} as const;

export type DaemonMessages = { [K in keyof typeof DAEMON_MESSAGES]: z.infer<(typeof DAEMON_MESSAGES)[K]> };
export type HostMessages = { [K in keyof typeof HOST_MESSAGES]: z.infer<(typeof HOST_MESSAGES)[K]> };
export type DaemonMessage = Tagged<DaemonMessages>;
export type HostMessage = Tagged<HostMessages>;
type Tagged<M> = { [K in keyof M]: { kind: K; data: M[K] } }[keyof M];

/** What the daemon may send, for a reader that refuses all other kinds. */
export const DAEMON_KINDS: ReadonlySet<HostKind> = new Set<HostKind>([
  "stdin",
  ...(Object.keys(DAEMON_MESSAGES) as (keyof DaemonMessages)[]),
]);
/** The same for the host. */
export const HOST_SIDE_KINDS: ReadonlySet<HostKind> = new Set<HostKind>([
  "stdout",
  "stderr",
  ...(Object.keys(HOST_MESSAGES) as (keyof HostMessages)[]),
]);

/** Checks a message of the daemon. @returns undefined when it does not fit its schema */
export function daemonMessage(kind: HostKind, json: unknown): DaemonMessage | undefined {
  return checked(DAEMON_MESSAGES, kind, json) as DaemonMessage | undefined;
}

/** Checks a message of the host. @returns undefined when it does not fit its schema */
export function hostMessage(kind: HostKind, json: unknown): HostMessage | undefined {
  return checked(HOST_MESSAGES, kind, json) as HostMessage | undefined;
}

function checked(schemas: Readonly<Record<string, z.ZodMiniType>>, kind: HostKind, json: unknown) {
  const result = schemas[kind]?.safeParse(json);
  return result?.success === true ? { kind, data: result.data } : undefined;
}
