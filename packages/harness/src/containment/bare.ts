/** A program without a container: nobody counts its time or knows what belongs to it. */
import type { Contained, Program } from "./containment-contract.js";

export function bare(program: Program): Contained {
  return {
    start: (spawn) => spawn(program),
    processorMs: () => undefined,
    processes: async () => [],
    end: async () => 0,
  };
}
