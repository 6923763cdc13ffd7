/** The first set-up of a home by a client: all settings at once. */
import { z } from "zod";
import { MIB, okSchema, type RouteDefinition, route } from "./route.js";

const settingsJson = z.record(z.string(), z.json());

export const setupRoutes = {
  setup: route(
    {
      method: "POST",
      path: "/api/setup",
      scope: "write",
      summary: "Replace the settings as a whole and create the agents' workspaces",
      refusal: "ok-false",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => settingsJson,
      response: () => okSchema.extend({ settings: settingsJson }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
