/** Moves of agents, with their files, between machines. */
import type { RouteHandlers } from "../../route-handlers.js";
import { resolveAgent } from "../found.js";
import type { Services } from "../services.js";

type MoveHandlers = Pick<RouteHandlers, "listMoves" | "moveAgent" | "cancelMove" | "undoMove">;

export function moveHandlers({ moves, settings }: Services): MoveHandlers {
  return {
    listMoves: () => ({ moves: moves.list() }),
    async moveAgent({ params: { id }, body: { to, force = false } }, { actor }) {
      resolveAgent(settings.current(), id);
      return { ok: true, move: await moves.start({ agent: id, to, force }, actor) };
    },
    async cancelMove({ params: { id } }) {
      // The move of an agent that was deleted meanwhile can still be ended.
      if (!moves.list().some(({ agent }) => agent === id)) resolveAgent(settings.current(), id);
      return { ok: true, move: await moves.cancel(id) };
    },
    async undoMove({ params: { id } }, { actor }) {
      resolveAgent(settings.current(), id);
      return { ok: true, move: await moves.undo(id, actor) };
    },
  };
}
