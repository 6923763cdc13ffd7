/**
 * The port to which a running graph writes its checkpoints: an append-only list of JSON records per graph. Records
 * never change, and the list alone suffices to rebuild the run.
 */
import { z } from "zod";
import { nodeWhySchema } from "../node-why.js";
import { usageSchema } from "../usage.js";

/** Why an agent of a plan was taken out: its condition cannot hold, or nobody uses its result. */
export const PRUNE_REASONS = ["guard", "unused"] as const;
export type PruneReason = (typeof PRUNE_REASONS)[number];

/** Version of the record format. A reader refuses newer records and migrates older ones. */
export const GRAPH_JOURNAL_FORMAT = 1;

/** `at`: when a store wrote the record, if it keeps that. */
const base = { seq: z.number().int().positive(), at: z.number().optional() };
const node = z.string().min(1);
const attempt = z.number().int().nonnegative();
/** `why`: of a node that was cancelled from above. */
const failure = z.object({
  name: z.string(),
  message: z.string(),
  code: z.string().optional(),
  why: nodeWhySchema.optional(),
});
/** Records of earlier releases have the text alone. */
const ending = { reason: z.string(), why: nodeWhySchema.optional() };

/** One record of a graph's journal. `seq` starts at 1 and has no gaps. */
export const graphJournalRecordSchema = z.discriminatedUnion("type", [
  z.object({
    ...base,
    type: z.literal("graph.opened"),
    format: z.number().int(),
    ir: z.string(),
    /** Nodes whose prompt was edited when this run was forked from another. */
    edited: z.array(node).optional(),
    /** The run this one was forked from, and the newest generation that was kept of it. */
    forkedFrom: z.object({ graph: z.string(), generation: z.number().int() }).optional(),
    time: z.number(),
  }),
  z.object({ ...base, type: z.literal("graph.closed"), status: z.string(), time: z.number() }),
  z.object({ ...base, type: z.literal("node.started"), node, attempt }),
  z.object({
    ...base,
    type: z.literal("node.completed"),
    node,
    attempt,
    /** Absent for a node that returned `undefined`: JSON has no such value. */
    output: z.unknown().optional(),
    usage: usageSchema.optional(),
  }),
  z.object({
    ...base,
    type: z.literal("node.failed"),
    node,
    attempt,
    error: failure,
    usage: usageSchema.optional(),
  }),
  z.object({ ...base, type: z.literal("node.cancelled"), node, attempt, ...ending }),
  z.object({ ...base, type: z.literal("node.skipped"), node, ...ending }),
  z.object({
    ...base,
    type: z.literal("node.retried"),
    node,
    attempt,
    error: failure,
    usage: usageSchema.optional(),
  }),
  /** A node asks people; `index` counts its questions from 0. */
  z.object({
    ...base,
    type: z.literal("node.asked"),
    node,
    index: z.number().int().nonnegative(),
    question: z.unknown(),
  }),
  z.object({
    ...base,
    type: z.literal("node.answered"),
    node,
    index: z.number().int().nonnegative(),
    answer: z.unknown(),
  }),
  /** The newest state of a running node's output. */
  z.object({ ...base, type: z.literal("node.partial"), node, output: z.unknown() }),
  z.object({ ...base, type: z.literal("node.reopened"), nodes: z.array(node), attempt }),
  z.object({
    ...base,
    type: z.literal("spawn.compiled"),
    parent: z.string(),
    attempt,
    /** The specs as inserted, in call order; ids are local to the parent. */
    specs: z.array(z.unknown()),
    generation: z.number().int(),
    /** Absent: the policy of the plan. */
    onFailure: z.enum(["fail-fast", "collect"]).optional(),
  }),
]);
/** One record of a graph's journal. */
export type GraphJournalRecord = z.infer<typeof graphJournalRecordSchema>;

/** The exclusive right to write one graph's journal. `release` may be called repeatedly. */
export interface GraphJournalLock {
  release(): void | Promise<void>;
}

/**
 * Stores checkpoints. Implementations: memory (`@tinyagi/graph`) and SQLite (`@tinyagi/kernel`). Every method may
 * return directly or with a promise.
 */
export interface GraphJournal {
  /** Appends `records` in order, all or none. Throws or rejects when they are not durable. */
  append(graphId: string, records: readonly GraphJournalRecord[]): void | Promise<void>;
  /** All records of a graph in `seq` order; an empty list for an unknown graph. */
  read(graphId: string): readonly GraphJournalRecord[] | Promise<readonly GraphJournalRecord[]>;
  /** Takes the graph's lock. Throws or rejects immediately when another process holds it. */
  lock(graphId: string): GraphJournalLock | Promise<GraphJournalLock>;
}
