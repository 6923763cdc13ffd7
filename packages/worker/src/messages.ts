/**
 * What a daemon and a worker say to each other, protocol 1. Unknown fields are left out; an unknown kind is no message,
 * and the session in which it comes ends.
 */
import { z } from "zod";

/** The protocol that this release speaks. */
export const PROTOCOL = 1;

const key = z.string().min(1).max(200);
const count = z.int().min(0);
const reason = z.string().max(1_000);
const json = z.json();
/** Bytes of a request or an answer, in base64. */
const bytes = z.base64();
const headers = z.record(z.string().max(100), z.string().max(8_192));
/** One call of the API by the agent of a run. `n` only grows within a run, so that a call that comes again is known. */
const callId = { key, n: z.int().min(1) };

/**
 * Says which hello a welcome answers. `boot` and `n` only grow, so that a late hello is known as such. `instance` is of
 * one process: two workers of one name may have the same numbers.
 */
const helloId = z.object({ instance: key, boot: z.int().min(1), n: z.int().min(1) });
export type HelloId = z.infer<typeof helloId>;

/** A worker has started, or lost its session. It is not part of a session. */
export const helloSchema = helloId.extend({
  protocols: z.array(z.int()).max(100),
  /** Of TinyAGI there. Older ones do not say it. */
  release: z.string().max(100).optional(),
  slots: z.int().min(0).max(10_000),
  /** Runs that are not over. */
  live: z.array(key).max(20_000),
  /** Runs whose end the daemon has not settled. */
  done: z.array(key).max(20_000),
});
export type Hello = z.infer<typeof helloSchema>;

const downSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("welcome"),
    hello: helloId,
    protocol: z.int(),
    leaseMs: count,
    beatMs: count,
    /** Of this process of the daemon. */
    daemon: z.string().max(100).default(""),
  }),
  z.object({ kind: z.literal("run"), key, lane: key, request: json }),
  z.object({ kind: z.literal("abort"), key, reason }),
  /** Confirms the worker's beat `n`, and with it everything that the worker sent before: the daemon has stored it. */
  z.object({ kind: z.literal("beat"), n: count }),
  /** What followed from the ends of these runs is stored. The worker may forget them. */
  z.object({ kind: z.literal("settled"), keys: z.array(key).max(20_000) }),
  /**
   * Part `at` of the answer to a call. The first one has the `head`. `last`: `whole` when nothing of it is missing,
   * `broken` when the rest does not come.
   */
  z.object({
    kind: z.literal("answer"),
    ...callId,
    at: count,
    head: z.object({ status: z.int().min(100).max(599), headers }).optional(),
    bytes,
    last: z.enum(["whole", "broken"]).optional(),
  }),
  /** An operation on the workspace of an agent. The id is of this process of the daemon alone. */
  z.object({ kind: z.literal("op"), id: key, agent: json, call: json }),
]);
export type Down = z.infer<typeof downSchema>;

/** A run that a worker is to start. Its key is of this attempt alone. */
export type NewRun = Omit<Extract<Down, { kind: "run" }>, "kind">;

/** How a run ended. `interrupted`: without a result of its own, so that it may be repeated. */
const outcome = [
  z.object({ kind: z.literal("result"), key, result: json }),
  z.object({ kind: z.literal("failed"), key, error: json }),
  z.object({ kind: z.literal("interrupted"), key, reason }),
] as const;
export type Outcome = z.infer<(typeof outcome)[number]>;

const upSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("started"), key }),
  z.object({ kind: z.literal("event"), key, n: z.int().min(1), event: json }),
  ...outcome,
  /** `heard`: number of the entry that the worker awaits next. Those before it may be forgotten. */
  /** `machine`: what is on that machine, when it was not said in this session or has changed. */
  z.object({
    kind: z.literal("beat"),
    n: z.int().min(1),
    heard: count,
    machine: json.optional(),
  }),
  z.object({
    kind: z.literal("call"),
    ...callId,
    method: z.string().max(20),
    path: z.string().max(16_384),
    headers,
    body: bytes,
  }),
  /** The agent has read the first `parts` parts of the answer. */
  z.object({ kind: z.literal("taken"), ...callId, parts: count }),
  /** The agent does not wait for the rest of the answer. */
  z.object({ kind: z.literal("hangUp"), ...callId }),
  /** How an operation ended. */
  z.object({ kind: z.literal("opDone"), id: key, answer: json }),
]);
export type Up = z.infer<typeof upSchema>;

/** A call of the API, as the agent made it. */
export type Call = Extract<Up, { kind: "call" }>;
/** What becomes of the answer to a call, on the side of the agent. */
export type CallNote = Extract<Up, { kind: "taken" | "hangUp" }>;
export type Answer = Extract<Down, { kind: "answer" }>;
export type Op = Extract<Down, { kind: "op" }>;
export type OpDone = Extract<Up, { kind: "opDone" }>;

export function isOutcome(message: Up): message is Outcome {
  return message.kind === "result" || message.kind === "failed" || message.kind === "interrupted";
}

/** Some messages that travel together. Within an epoch the numbers have no gaps. */
export interface Entry<M> {
  epoch: number;
  seq: number;
  messages: readonly M[];
}

const entryOf = <M extends z.ZodType>(message: M) =>
  z.object({ epoch: z.int().min(1), seq: count, messages: z.array(message).max(10_000) });

/** An entry from the daemon, from outside. */
export const downEntrySchema = entryOf(downSchema);
/** An entry from a worker, from outside. */
export const upEntrySchema = entryOf(upSchema);
