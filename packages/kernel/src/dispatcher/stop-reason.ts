/** Why a run is ended from outside: the reason of its signal. It is stored with the run, so the texts never change. */
export const STOP = {
  /** A person, a graph or the agent that asked ended the work. */
  cancel: "cancelled",
  /** Input of a person replaces the work of the turn. */
  steer: "steered",
  /** The message becomes pending again and is held. */
  pause: "paused by a person",
  /** A background run makes room for a person. Its message becomes pending again, behind the person's. */
  yield: "a message of a person goes first",
  budget: "budget",
  /** The daemon stops. */
  shutdown: "shutdown",
  /** The signal of a run that has ended. Nothing of the run listens any more; what it waited for does. */
  ended: "ended",
} as const;

/** A reason of {@link STOP}. */
export type StopReason = (typeof STOP)[keyof typeof STOP];
