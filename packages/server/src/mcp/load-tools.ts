/** Loads the tools when they are first needed: no other route uses their schemas. */
import type { Services } from "../handlers/services.js";
import type { RouteHandlers } from "../route-handlers.js";
import type { LoadTools } from "./tool.js";

export function loadMcpTools(services: Services, handlers: RouteHandlers): LoadTools {
  return async () => (await import("./tools/table.js")).createMcpTools(services, handlers);
}
