/** What the daemon reaches of the network. */
import { networkReportSchema } from "../network-check.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const networkRoutes = {
  checkNetwork: route(
    {
      method: "GET",
      path: "/api/network",
      scope: "read",
      summary: "Connect to what the settings name, without any key, and say through what it was reached",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => networkReportSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
