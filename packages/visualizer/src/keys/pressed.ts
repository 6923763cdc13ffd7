/** What a key came to: the next state, and what is to be done outside of it. */
import type { Act, State } from "../state/state.js";

export type Effect =
  | { type: "act"; act: Act }
  | { type: "copy"; text: string }
  | { type: "olderPosts"; team: string; before: number }
  | { type: "quit" };

export interface Pressed {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** The state, and nothing outside of it but these. */
export function stay(state: State, ...effects: Effect[]): Pressed {
  return { state, effects };
}
