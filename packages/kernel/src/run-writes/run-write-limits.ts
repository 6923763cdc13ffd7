/**
 * How much agents may have the daemon store through tools and routes. Each kind of write has a row, so that a new one
 * cannot be forgotten. Some kinds have narrower rules of their own, such as 20 tasks for each run.
 */
import { MIB, type RunWriteKind } from "@tinyagi/contracts";

export interface WriteLimit {
  /** Most calls. */
  readonly writes: number;
  /** Most bytes of all calls together. */
  readonly bytes: number;
}

/** For one run. */
export const RUN_WRITE_LIMITS: Readonly<Record<RunWriteKind, WriteLimit>> = {
  notes: { writes: 100, bytes: 4 * MIB },
  prompts: { writes: 20, bytes: 4 * MIB },
  tasks: { writes: 200, bytes: 8 * MIB },
  schedules: { writes: 100, bytes: MIB },
  replies: { writes: 200, bytes: 8 * MIB },
  posts: { writes: 50, bytes: 4 * MIB },
  messages: { writes: 100, bytes: 8 * MIB },
  questions: { writes: 600, bytes: 16 * MIB },
  plans: { writes: 100, bytes: 16 * MIB },
};

/** For all runs of one agent, and for all runs together, within an hour: so many times the limit of a run. */
export const WRITE_SCOPES = { run: 1, agent: 10, all: 50 } as const;
export type WriteScope = keyof typeof WRITE_SCOPES;

/** What a run may write of a kind, for the words of a refusal. */
export function getLimit(kind: RunWriteKind, scope: WriteScope): WriteLimit {
  const { writes, bytes } = RUN_WRITE_LIMITS[kind];
  const factor = WRITE_SCOPES[scope];
  return { writes: writes * factor, bytes: bytes * factor };
}
