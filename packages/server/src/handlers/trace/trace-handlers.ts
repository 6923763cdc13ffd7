/** What runs did: spans, events, changed files. */
import { readTrace } from "@tinyagi/features";
import { sayWhy } from "@tinyagi/views";
import type { RouteHandlers } from "../../route-handlers.js";
import { found } from "../found.js";
import type { Services } from "../services.js";

type TraceHandlers = Pick<RouteHandlers, "runTrace" | "runLog" | "runDiff" | "listEvents">;

export function traceHandlers({ store, journal, workspaceOf }: Services): TraceHandlers {
  const run = (id: string) => found(store.runs.get(id), "run not found");
  return {
    runTrace: async ({ params, query }) =>
      found(await readTrace(store, { runId: params.id, limit: query.limit }), "run not found"),
    runLog: ({ params, query }) =>
      journal
        .ofRun(run(params.id).id, query.limit, query.since)
        .map(({ seq = 0, type, time, data }) => ({ seq, type, time, data })),
    listEvents({ query: { types, ...query } }) {
      const names = types
        ?.split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
      const { events, next } = journal.newest({ ...query, types: names?.length === 0 ? undefined : names });
      return { events: events.map(({ seq = 0, ...event }) => ({ seq, ...event })), next: next ?? null };
    },
    runDiff: async ({ params }, { signal }) => {
      const diff = await workspaceOf(run(params.id).agent_id).diff({}, { signal });
      return { ...diff, note: sayWhy({ reason: diff.note, why: diff.why }) };
    },
  };
}
