/** The state of a run in a word, as every screen says it. */
import type { RunView } from "@tinyagi/contracts";
import { en, type RunPlace, runsAbove, workState } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";

const LIVE = 200;

export type RunWord = (run: Pick<RunView, "runId" | "status">) => string;

/** @param known runs of which words are asked */
export async function runWords(context: CliContext, known: readonly RunPlace[]): Promise<RunWord> {
  const { signal } = context;
  const client = await context.connect();
  const [{ lanes }, live] = await Promise.all([
    client.call("queueLanes", { signal }),
    client.call("listRuns", { query: { status: "running", limit: LIVE }, signal }),
  ]);
  const messageOf = new Map(lanes.flatMap(({ messages }) => messages.map((one) => [one.runId, one])));
  const above = runsAbove(live, known);
  return ({ runId, status }) => {
    const state = workState({ run: status, message: messageOf.get(runId), goesOnBelow: above.has(runId) });
    return en.runs.states[state].toLowerCase();
  };
}
