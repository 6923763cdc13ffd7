/** Signed webhooks from outside: the signature over the body stands in for a token. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { KIB, okSchema, type RouteDefinition } from "./route.js";

export const hookRoutes = {
  receiveHook: {
    method: "POST",
    path: "/api/hooks/:name",
    scope: "public",
    summary: "Hand in an event with a signature; answers once it is durable",
    params: z.object({ name: entityIdSchema }),
    body: z.json(),
    response: okSchema.extend({
      messageId: z.string(),
      conversationId: z.string(),
      agents: z.array(z.string()),
    }),
    bodyLimit: 256 * KIB,
    rawBody: true,
  },
} as const satisfies Record<string, RouteDefinition>;
