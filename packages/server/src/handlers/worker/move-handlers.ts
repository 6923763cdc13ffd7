/** Moves of agents, with their files, between machines. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type MoveHandlers = Pick<RouteHandlers, "listMoves" | "moveAgent" | "cancelMove" | "undoMove">;

export function moveHandlers({ moves }: Services): MoveHandlers {
  return {
    listMoves: () => ({ moves: moves.list() }),
    async moveAgent({ params, body: { to, force = false } }, { actor }) {
      return { ok: true, move: await moves.start({ agent: params.id, to, force }, actor) };
    },
    cancelMove: async ({ params }) => ({ ok: true, move: await moves.cancel(params.id) }),
    undoMove: async ({ params }, { actor }) => ({ ok: true, move: await moves.undo(params.id, actor) }),
  };
}
