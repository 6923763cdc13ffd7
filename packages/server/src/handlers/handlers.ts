/** All handlers of the route table over the daemon's parts. */
import type { RouteHandlers } from "../route-handlers.js";
import { entityHandlers } from "./entity-handlers.js";
import { messageHandlers } from "./message-handlers.js";
import { queueHandlers } from "./queue-handlers.js";
import type { Services } from "./services.js";
import { systemHandlers } from "./system-handlers.js";

export function createHandlers(services: Services): RouteHandlers {
  return {
    ...messageHandlers(services),
    ...queueHandlers(services),
    ...entityHandlers(services),
    ...systemHandlers(services),
  };
}
