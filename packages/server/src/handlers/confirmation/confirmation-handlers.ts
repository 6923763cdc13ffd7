/** Confirmations of what pages want to do. The table of acts refuses these routes to sessions. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type ConfirmationHandlers = Pick<RouteHandlers, "listConfirmations" | "giveConfirmation">;

export function confirmationHandlers({ confirmations }: Services): ConfirmationHandlers {
  return {
    listConfirmations: () => ({ confirmations: confirmations.list() }),
    giveConfirmation: ({ params }, { actor }) => ({ ok: true, ...confirmations.provide(params.id, actor) }),
  };
}
