/** Texts that one try of a run took are part of the prompt of its next try, in another session or with another key. */
import type { Harness, SteerTurn } from "@tinyagi/contracts";

/** The `run` of a harness for all tries of one run. */
export function carryingTexts(run: Harness["run"]): Harness["run"] {
  const taken: string[] = [];
  const noting = (steer: SteerTurn): SteerTurn => {
    return async (text) => {
      const how = await steer(text);
      if (how === "taken") taken.push(text);
      return how;
    };
  };
  return (request, context) => {
    const { onSteerable } = context;
    return run(
      { ...request, prompt: [request.prompt, ...taken].join("\n\n") },
      {
        ...context,
        ...(onSteerable === undefined
          ? {}
          : { onSteerable: (steer) => onSteerable(steer === undefined ? undefined : noting(steer)) }),
      },
    );
  };
}
