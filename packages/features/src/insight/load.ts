/** What runs at this moment: on it depends what a message waits for. */
import type { PlaceWait } from "@tinyagi/contracts";

export interface Load {
  /** How many agents run. */
  live: number;
  maxLive: number;
  now: number;
  /** Why the place of an agent gets no run now. Default: agents have no place but this machine. */
  placeWait?: PlaceWaitOf | undefined;
}

/** @returns undefined while a run of the agent could start there */
export type PlaceWaitOf = (agentId: string) => PlaceWait | undefined;
