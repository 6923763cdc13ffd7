/** What the tools are built over. */
import type { Services } from "../handlers/services.js";
import type { CallRoute } from "./route-call.js";

export interface ToolParts {
  services: Services;
  callRoute: CallRoute;
}
