/** Running earlier work again, and comparing what came out. */
import { compareRuns, readTrace } from "@tinyagi/core";
import type { Rerun } from "@tinyagi/teams";
import type { RouteHandlers } from "../route-handlers.js";
import { found } from "./found.js";
import type { Services } from "./services.js";

type RerunHandlers = Pick<RouteHandlers, "retryRun" | "forkRun" | "compareRuns">;

/** Spans of each tree that are compared. */
const SPANS_MAX = 10_000;

export function rerunHandlers(services: Services): RerunHandlers {
  const { store, journal, conversations, daemon } = services;
  const again = async (wanted: Rerun) => {
    daemon.assertAccepting();
    return { ok: true as const, conversationId: await conversations.rerun(wanted) };
  };
  const compared = async (runId: string) => {
    const trace = found(await readTrace(store, { runId, limit: SPANS_MAX }), "run not found");
    const output = store.runs.get(runId)?.output ?? null;
    return { trace, output: output === null ? null : journal.redacted(output) };
  };
  return {
    retryRun: ({ params, body }) => again({ runId: params.id, ...body }),
    forkRun: ({ params, body }) => again({ runId: params.id, ...body }),
    async compareRuns({ query }) {
      return compareRuns(await compared(query.a), await compared(query.b));
    },
  };
}
