/** How parts that are built before the dispatcher reach it. */
import { createPort } from "@tinyagi/base";
import type { Dispatcher } from "./dispatcher-contract.js";

export type Lanes = Pick<Dispatcher, "offer" | "wake" | "abort" | "leave">;

export interface LanePort extends Lanes {
  /** Called once, before anything adds or ends a message. */
  connect(dispatcher: Lanes): void;
}

export function createLanes(): LanePort {
  const port = createPort<Lanes>("lanes");
  return {
    connect: port.connect,
    offer: (lane) => port.part.offer(lane),
    wake: (lane) => port.part.wake(lane),
    abort: (messageRowId, reason) => port.part.abort(messageRowId, reason),
    leave: (runId) => port.part.leave(runId),
  };
}
