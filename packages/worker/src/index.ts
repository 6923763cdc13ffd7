/** Public surface of `@tinyagi/worker`. */
export { abortRun, giveUp, hearHello, hearUp, placeRun, type Refusal, whyNotPlaced } from "./hub.js";
export {
  createHub,
  type HubEffect,
  type HubLimits,
  type HubState,
  type HubStep,
  restartHub,
} from "./hub-state.js";
export { clearLink, hearDown, tickLink } from "./link.js";
export { noteEnd, noteEvent } from "./link-runs.js";
export { bootLink, type LinkEffect, type LinkState, type LinkStep } from "./link-state.js";
export {
  type Down,
  downEntrySchema,
  type Entry,
  type Hello,
  helloSchema,
  type NewRun,
  type Outcome,
  PROTOCOL,
  type Up,
  upEntrySchema,
} from "./messages.js";
