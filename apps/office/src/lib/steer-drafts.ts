/**
 * What is typed for a live run and not sent. It cannot be sent when its run has ended: then it is forgotten, but not while
 * somebody may look at it.
 */
import { isAppError, type RunState } from "@tinyagi/contracts";
import { isLiveRun } from "@tinyagi/views";
import { keep, useAllKept } from "./kept";

const NAME = "steer.";
/** Runs that are asked about at once. */
const ASKED_MAX = 20;

/** The name under which it is kept. */
export function steerDraft(runId: string): string {
  return NAME + runId;
}

/**
 * Forgets what was typed for runs that have ended. A run of which nobody knows keeps its text: the daemon may be away.
 *
 * @param readState of a run
 */
export async function forgetOfEndedRuns(readState: (runId: string) => Promise<RunState>): Promise<void> {
  const names = [...useAllKept.getState().keys()].filter((name) => name.startsWith(NAME)).slice(0, ASKED_MAX);
  await Promise.all(
    names.map(async (name) => {
      if (await hasEnded(readState(name.slice(NAME.length)))) keep(name, undefined);
    }),
  );
}

async function hasEnded(reading: Promise<RunState>): Promise<boolean> {
  try {
    return !isLiveRun(await reading);
  } catch (error) {
    return isAppError(error) && error.code === "NOT_FOUND";
  }
}
