/** Commands to live runs. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type SteeringHandlers = Pick<RouteHandlers, "steerRun" | "cancelRun">;

export function steeringHandlers({ steering }: Services): SteeringHandlers {
  return {
    async steerRun({ params, body }, { actor: by }) {
      const steered = await steering.steer(params.id, { ...body, by });
      return { ok: true, ...(steered === undefined ? {} : { steered }) };
    },
    async cancelRun({ params }, { actor: by }) {
      await steering.steer(params.id, { command: "cancel", by });
      return { ok: true };
    },
  };
}
