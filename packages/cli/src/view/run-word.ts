/** The state of a run in a word, as every screen says it. */
import type { RunView } from "@tinyagi/contracts";
import { en, type RunPosition, runsAbove, workState } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";

const LIVE = 200;

export type RunWord = (run: Pick<RunView, "runId" | "status">) => string;

/** @param known runs of which words are asked */
export async function runWords(context: CliContext, known: readonly RunPosition[]): Promise<RunWord> {
  const { signal } = context;
  const client = await context.connect();
  const ofState = (status: "starting" | "running") =>
    client.call("listRuns", { query: { status, limit: LIVE }, signal });
  const [{ lanes }, starting, running] = await Promise.all([
    client.call("queueLanes", { signal }),
    ofState("starting"),
    ofState("running"),
  ]);
  const open = lanes.flatMap(({ messages }) => messages);
  const messageOf = new Map(open.map((one) => [one.runId, one]));
  const above = runsAbove([...starting, ...running], known, open);
  return ({ runId, status }) => {
    const state = workState({ run: status, message: messageOf.get(runId), goesOnBelow: above.has(runId) });
    return en.runs.states[state].toLowerCase();
  };
}
