/** Rebuilds what sub-agents did from the events of the journal alone. */
import type { JournalEvent } from "@tinyagi/contracts";

type EventOf<T extends JournalEvent["type"]> = Extract<JournalEvent, { type: T }>;

function ofType<T extends JournalEvent["type"]>(events: readonly JournalEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** A run and those that it started. */
interface RunBranch {
  /** `<node> <harness>`; a run that is no node has `-`. */
  readonly run: string;
  readonly below: readonly RunBranch[];
}

/** The runs by their `parentRunId`, in alphabetical order. */
export function buildRunTree(events: readonly JournalEvent[]): RunBranch[] {
  const nodes = new Map(
    ofType(events, "node.started").map((event) => [event.messageRowId, event.data.node] as const),
  );
  const runs = ofType(events, "run.started");
  const below = (parent: string | null): RunBranch[] =>
    runs
      .filter(({ data }) => data.parentRunId === parent)
      .map(({ messageRowId, runId, data }) => ({
        run: `${nodes.get(messageRowId) ?? "-"} ${data.harness}`,
        below: below(runId ?? ""),
      }))
      .sort((a, b) => a.run.localeCompare(b.run));
  return below(null);
}

/** Each generation: who asked by which run, and how each of its nodes ended. */
export function listGenerations(events: readonly JournalEvent[]) {
  const ends = new Map<string, string[]>();
  for (const event of events) {
    const end = /^node\.(completed|failed|cancelled|skipped)$/.exec(event.type)?.[1];
    if (end !== undefined && "node" in event.data)
      ends.set(event.data.node, [...(ends.get(event.data.node) ?? []), end]);
  }
  return ofType(events, "spawn.compiled").map(({ data: { parent, generation, nodes } }) => ({
    parent,
    generation,
    nodes: Object.fromEntries(
      nodes.map(({ id, dependsOn }) => [id, { dependsOn, ends: ends.get(id) ?? [] }]),
    ),
  }));
}
