/** Moves of agents, loaded only in a home that has an engine. */
import { AppError } from "@tinyagi/contracts";
import type { MovesOptions } from "./carry-out.js";
import type { Moves } from "./moves.js";

export interface OpenMoves extends Moves {
  /** An engine is set. May be called again. */
  load(): Promise<void>;
}

export function openMoves(options: MovesOptions): OpenMoves {
  let moves: Moves | undefined;
  const need = (): Moves => {
    if (moves !== undefined) return moves;
    throw new AppError(
      "CONFLICT",
      "No engine is set, so there is no other machine. See: tinyagi worker --help",
    );
  };
  return {
    async load() {
      if (moves !== undefined) return;
      const { createMoves } = await import("./moves.js");
      moves = createMoves(options);
    },
    list: () => moves?.list() ?? [],
    start: async (wanted, by) => need().start(wanted, by),
    cancel: async (agent) => need().cancel(agent),
    undo: async (agent, by) => need().undo(agent, by),
    heldFor: (agentId) => moves?.heldFor(agentId),
    isFrozen: (agentId) => moves?.isFrozen(agentId) ?? false,
    isAny: () => moves?.isAny() ?? false,
    look: () => moves?.look(),
  };
}
