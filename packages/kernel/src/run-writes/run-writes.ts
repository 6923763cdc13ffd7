/**
 * Counts what runs have the daemon store, and refuses what exceeds a limit: of the run, of its agent within an hour, or
 * of all runs within an hour. Guarantees: a refusal names the limit and what to do, and the journal has one event for
 * each limit that a run reached. The counts live in memory: a restart ends every run anyway.
 */

import type { Clock } from "@tinyagi/base";
import { AppError, MIB, type RunWriteKind } from "@tinyagi/contracts";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";
import { getLimit, type WriteScope } from "./run-write-limits.js";

const HOUR_MS = 3_600_000;
/** Counts that are kept; the oldest is dropped first. */
const COUNTS_MAX = 5_000;

export interface WritingRun {
  runId: string;
  agentId: string;
  conversationId: string;
}

export interface RunWrites {
  /** Counts one write, before it happens. @throws AppError `RATE_LIMITED` */
  count(run: WritingRun, write: { kind: RunWriteKind; bytes: number }): Promise<void>;
}

interface Count {
  since: number;
  writes: number;
  bytes: number;
  isReported: boolean;
}

export interface RunWritesOptions {
  store: Pick<Store, "write">;
  journal: Pick<Journal, "append">;
  clock: Pick<Clock, "monotonic">;
}

export function createRunWrites({ store, journal, clock }: RunWritesOptions): RunWrites {
  const counts = new Map<string, Count>();

  function countOf(key: string, scope: WriteScope): Count {
    const now = clock.monotonic();
    const found = counts.get(key);
    if (found !== undefined && (scope === "run" || now - found.since < HOUR_MS)) return found;
    const fresh: Count = { since: now, writes: 0, bytes: 0, isReported: false };
    counts.delete(key);
    counts.set(key, fresh);
    const [oldest] = counts.keys();
    if (counts.size > COUNTS_MAX && oldest !== undefined) counts.delete(oldest);
    return fresh;
  }

  return {
    async count(run, { kind, bytes }) {
      const scopes = (Object.entries(listIds(run)) as [WriteScope, string][]).map(([scope, id]) => ({
        scope,
        count: countOf(`${scope} ${id} ${kind}`, scope),
      }));
      for (const { scope, count } of scopes) {
        const limit = getLimit(kind, scope);
        const unit: "writes" | "bytes" = count.writes >= limit.writes ? "writes" : "bytes";
        if (unit === "bytes" && count.bytes + bytes <= limit.bytes) continue;
        const reached = { kind, scope, unit, limit: limit[unit] };
        if (!count.isReported) {
          count.isReported = true;
          const { agentId: agent, conversationId, runId } = run;
          await store.write(() =>
            journal.append("run.limited", { agent, ...reached }, { conversationId, runId }),
          );
        }
        throw refusal(reached);
      }
      for (const { count } of scopes) {
        count.writes += 1;
        count.bytes += bytes;
      }
    },
  };
}

function listIds({ runId, agentId }: WritingRun): Record<WriteScope, string> {
  return { run: runId, agent: agentId, all: "" };
}

const WHO: Readonly<Record<WriteScope, string>> = {
  run: "One run",
  agent: "One agent",
  all: "All agents together",
};

function refusal(reached: {
  kind: RunWriteKind;
  scope: WriteScope;
  unit: "writes" | "bytes";
  limit: number;
}): AppError {
  const { kind, scope, unit, limit } = reached;
  const amount = unit === "writes" ? `${limit} times` : `${limit / MIB} MiB`;
  const time = scope === "run" ? "" : " within an hour";
  const next =
    scope === "run" ? "Finish now, and say what is left to do." : "Finish now; go on when the hour is over.";
  return new AppError(
    "RATE_LIMITED",
    `${WHO[scope]} may write ${kind} at most ${amount}${time} (limit ${kind}.${scope}.${unit}). ${next}`,
  );
}
