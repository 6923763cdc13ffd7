/** TinyOffice reached from elsewhere. The table of acts lets only people open it, and a page only with a confirmation. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type ExposeHandlers = Pick<RouteHandlers, "getExposure" | "startExposure" | "stopExposure">;

export function exposeHandlers({ exposure }: Services): ExposeHandlers {
  return {
    getExposure: () => exposure.show(),
    startExposure: ({ body: { via, minutes } }, { actor: by }) => exposure.start({ via, minutes, by }),
    stopExposure: (_input, { actor }) => exposure.stop(actor),
  };
}
