/** The first set-up of a home by a client: all settings at once. */
import { z } from "zod";
import { MIB, okSchema, type RouteDefinition } from "./route.js";

const settingsJson = z.record(z.string(), z.json());

export const setupRoutes = {
  setup: {
    method: "POST",
    path: "/api/setup",
    scope: "write",
    summary: "Replace the settings as a whole and create the agents' workspaces",
    body: settingsJson,
    response: okSchema.extend({ settings: settingsJson }),
    refusal: "ok-false",
    bodyLimit: 2 * MIB,
  },
} as const satisfies Record<string, RouteDefinition>;
