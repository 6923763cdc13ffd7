/** Running earlier work again, and comparing what came out. */
import type { RunSetup, Trace } from "@tinyagi/contracts";
import { compareRuns, readTrace } from "@tinyagi/features";
import type { Store } from "@tinyagi/kernel";
import { compareGraphs, type Rerun } from "@tinyagi/teams";
import type { RouteHandlers } from "../../route-handlers.js";
import { found } from "../found.js";
import type { Services } from "../services.js";

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
    const setups = toSetups(store, trace);
    return { trace, setups, output: output === null ? null : journal.redacted(output) };
  };
  const messageOf = (runId: string) => found(store.runs.get(runId), "run not found").message_row_id;
  return {
    retryRun: ({ params, body }) => again({ runId: params.id, ...body }),
    forkRun: ({ params, body }) => again({ runId: params.id, ...body }),
    async compareRuns({ query }) {
      const runs = compareRuns(await compared(query.a), await compared(query.b));
      const [a, b] = [messageOf(query.a), messageOf(query.b)];
      return { ...runs, nodes: await compareGraphs(store, { a, b, redact: journal.redacted }) };
    },
  };
}

/** What the runs of a trace worked with, by their ids. */
function toSetups({ traces }: Pick<Store, "traces">, { spans }: Trace): ReadonlyMap<string, RunSetup> {
  const setups = new Map<string, RunSetup>();
  for (const { id, kind } of spans) {
    const row = kind === "run" ? traces.getSetup(id) : undefined;
    if (row === undefined) continue;
    const { harness, harness_version: harnessVersion, permissions } = row;
    setups.set(id, { harness, harnessVersion, permissions });
  }
  return setups;
}
