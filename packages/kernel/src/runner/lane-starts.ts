/** Which lanes may start, from which agents may. While no agent could be one that may not, no lane is looked up. */

export interface LaneStartOptions {
  /** Of the messages of a lane. */
  readonly agentOfLane: (lane: string) => string | undefined;
  /** Default: every agent may start. */
  readonly mayStart?: ((agentId: string) => boolean) | undefined;
  /** Default: an agent could be one that may not. */
  readonly mayWait?: (() => boolean) | undefined;
}

export function laneStarts({
  agentOfLane,
  mayStart,
  mayWait = () => true,
}: LaneStartOptions): ((lane: string) => boolean) | undefined {
  if (mayStart === undefined) return undefined;
  return (lane) => !mayWait() || mayStart(agentOfLane(lane) ?? "");
}
