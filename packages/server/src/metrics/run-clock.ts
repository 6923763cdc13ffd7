/** Measures runs from journal events: start, end and harness. Memory is bounded for any journal. */
import type { JournalEvent } from "@tinyagi/contracts";

/** Most runs tracked at once. Beyond that the oldest is dropped and not measured. */
const RUNS_MAX = 5_000;

export interface RunTime {
  agent: string;
  harness: string;
  status: "completed" | "failed" | "interrupted" | "cancelled";
  seconds: number;
}

const ENDS: Readonly<Partial<Record<JournalEvent["type"], RunTime["status"]>>> = {
  "run.completed": "completed",
  "run.failed": "failed",
  "run.interrupted": "interrupted",
  "run.cancelled": "cancelled",
};

/** @returns a function that maps each event to the run it ended, if that run's start was seen */
export function createRunClock(): (event: JournalEvent) => RunTime | undefined {
  const began = new Map<string, { agent: string; harness: string; time: number }>();
  return (event) => {
    if (event.runId === undefined) return undefined;
    if (event.type === "run.started") {
      const [oldest] = began.keys();
      if (began.size >= RUNS_MAX && oldest !== undefined) began.delete(oldest);
      const { agent, harness } = event.data;
      began.set(event.runId, { agent, harness, time: event.time });
      return undefined;
    }
    const status = ENDS[event.type];
    const start = began.get(event.runId);
    if (status === undefined || start === undefined) return undefined;
    began.delete(event.runId);
    const { agent, harness, time } = start;
    return { agent, harness, status, seconds: Math.max(0, event.time - time) / 1_000 };
  };
}
