/** Which login of a provider the next run uses. Pure: the first of the order that may be used. */
import { type Circuit, getGate, type OpenCircuit } from "./circuit.js";

/** One login, in the order in which they are used. */
export interface LoginState {
  readonly login: string;
  readonly circuit: Circuit;
  /** Whether a cheap look comes before the next run. */
  readonly isLooked: boolean;
}

export type LoginChoice =
  | { readonly login: string }
  /** None may be used: the one that may be tried first. */
  | { readonly waitsFor: string; readonly open: OpenCircuit };

/** @param states at least one */
export function chooseLogin(states: readonly LoginState[], now: number): LoginChoice {
  const isFree = states.some(({ circuit }) => circuit.open === undefined);
  const found = states.find((state) => mayUse(state, { now, isFree }));
  if (found !== undefined) return { login: found.login };
  const [first] = states
    .flatMap(({ login, circuit: { open } }) => (open === undefined ? [] : [{ waitsFor: login, open }]))
    .sort((one, other) => one.open.tryAt - other.open.tryAt);
  return first ?? { login: states[0]?.login ?? "" };
}

/** While another login answers, nobody asks one before the time that its provider named. */
function mayUse(
  { circuit, isLooked }: LoginState,
  { now, isFree }: { now: number; isFree: boolean },
): boolean {
  const { open } = circuit;
  if (open === undefined) return true;
  if (isLooked || getGate(circuit, now) === "wait") return false;
  return !(isFree && open.isKnown && now < open.until);
}
