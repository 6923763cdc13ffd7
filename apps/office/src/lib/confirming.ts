/**
 * What a person must confirm outside this page before the daemon does it. One act at a time: the call that was refused
 * waits here until the person typed the code or gave up.
 */
import type { ConfirmationRequired, RequiredConfirmation } from "@tinyagi/contracts";
import { create } from "zustand";

export interface Confirming {
  readonly confirmation: RequiredConfirmation;
  /** A code was typed, and the daemon has not answered yet. */
  readonly isSent: boolean;
  /** @param code `null`: the person gave up */
  readonly answer: (code: string | null) => void;
}

/** Empty when nothing waits for a code. */
export const useConfirming = create<{ confirming?: Confirming }>(() => ({}));
/** Ends when no earlier call waits for a code. */
let last: Promise<unknown> = Promise.resolve();

function show(confirming: Confirming): void {
  useConfirming.setState({ confirming });
}

/**
 * Repeats a refused call with the codes that a person types, until the daemon accepts one or answers something else.
 *
 * @param send the same call with a code
 * @param toRefusal the refusal that asks for a confirmation; `undefined` for every other error
 * @returns what the call returns @throws the last refusal when the person gives up
 */
export function confirmAndSend<T>(
  first: ConfirmationRequired,
  send: (code: string) => Promise<T>,
  toRefusal: (error: unknown) => ConfirmationRequired | undefined,
): Promise<T> {
  const result = last.then(() => confirmed(first, send, toRefusal));
  // The caller awaits `result`; the next call must not fail with it.
  last = result.catch(() => undefined);
  return result;
}

async function confirmed<T>(
  first: ConfirmationRequired,
  send: (code: string) => Promise<T>,
  toRefusal: (error: unknown) => ConfirmationRequired | undefined,
): Promise<T> {
  let refusal = first;
  try {
    for (;;) {
      const code = await requestDecision(refusal.confirmation);
      if (code === null) throw refusal;
      try {
        return await send(code);
      } catch (error) {
        const next = toRefusal(error);
        if (next === undefined) throw error;
        refusal = next;
      }
    }
  } finally {
    useConfirming.setState({}, true);
  }
}

function requestDecision(confirmation: RequiredConfirmation): Promise<string | null> {
  return new Promise((resolve) => {
    const answer = (code: string | null): void => {
      show({ confirmation, isSent: code !== null, answer: () => {} });
      resolve(code);
    };
    show({ confirmation, isSent: false, answer });
  });
}
