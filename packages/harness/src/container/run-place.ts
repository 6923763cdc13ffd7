/** Where a run takes place: on this machine as it is, or in a container. Harnesses ask here, whatever the mode is. */
import {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessId,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";
import type { CliInvocation } from "../cli/cli-run.js";

/** A place for one run: in a container, or on the machine as it is. */
export interface RunPlace {
  /** What the program inside is asked. In a container it needs no sandbox of its own. */
  readonly request: HarnessRequest;
  /** On this machine: the folder of the program's configuration and sessions. Absent outside of a container. */
  readonly configFolder?: string;
  /** The start of the program in its place. @param readable folders of this run that it reads */
  readonly enclose: (invocation: CliInvocation, readable: readonly string[]) => Promise<CliInvocation>;
  readonly close: () => Promise<void>;
}

/** Finds the place of a run. */
export type RunPlaces = (harness: HarnessId, request: HarnessRequest) => Promise<RunPlace>;

/** For harnesses that nobody gave containers: a run that wants one fails. */
export const NO_CONTAINERS: RunPlaces = async (_, request) => {
  if (request.permissions === "container")
    throw new HarnessError("invalid", "this program cannot run agents in containers");
  return { request, enclose: async (invocation) => invocation, close: async () => {} };
};

/** The `run` of a harness: finds the place of each request, and closes it when the run has ended. */
export function withPlaces(
  places: RunPlaces,
  harness: HarnessId,
  run: (place: RunPlace, context: HarnessContext) => Promise<HarnessResult>,
): Harness["run"] {
  return async (asked, context) => {
    const place = await places(harness, asked);
    try {
      return await run(place, context);
    } finally {
      await place.close();
    }
  };
}
