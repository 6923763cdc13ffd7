/** Moves of agents, loaded only in a home that has an engine, or had one while an agent was on its way. */
import { AppError } from "@tinyagi/contracts";
import type { MovesOptions } from "./carry-out.js";
import type { Moves } from "./moves.js";
import { hasMoves } from "./moves-file.js";

export interface OpenMoves extends Moves {
  /** May be called again. @param hasEngine whether one is set */
  load(hasEngine: boolean): Promise<void>;
  /** The settings have changed: what belonged to agents that are gone, or got another place, ends. */
  follow(): void;
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
    async load(hasEngine) {
      if (moves !== undefined || (!hasEngine && !hasMoves(options.paths))) return;
      const { createMoves } = await import("./moves.js");
      moves = createMoves(options);
    },
    follow: () => moves?.follow(),
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
