/** The daily digest. It is switched on in the settings. */
import { z } from "zod";
import { dailyDigestSchema } from "../digest.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const digestRoutes = {
  getDigest: route(
    {
      method: "GET",
      path: "/api/digest",
      scope: "read",
      summary: "Show what a digest says now: the last 24 hours, what waits, and tomorrow",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => dailyDigestSchema,
    },
  ),
  sendDigest: route(
    {
      method: "POST",
      path: "/api/digest/send",
      scope: "write",
      summary: "Send a digest now to the owner's chat",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => okSchema.extend({ channel: z.string() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
