/** A person at a terminal: reads what is asked and types the answer. For tests only. */
import { PassThrough } from "node:stream";
import type { Invocation } from "./invoke.js";

/** What makes `invoke` a terminal at which `script` is typed, each answer once its question is on the screen. */
export function typeAt(
  script: readonly (readonly [question: RegExp, keys: string])[],
): Pick<Invocation, "terminal" | "stdin" | "onStderr"> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin, isRaw: true });
  let next = 0;
  let seen = 0;
  return {
    terminal: true,
    stdin,
    onStderr(text) {
      const step = script[next];
      const match = step?.[0].exec(text.slice(seen));
      if (step === undefined || match === undefined || match === null) return;
      next += 1;
      seen = text.length;
      // The prompt listens once it has drawn itself.
      setImmediate(() => stdin.write(step[1]));
    },
  };
}
