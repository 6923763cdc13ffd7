/** Signed webhooks from outside. The signature over the body replaces a token. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { KIB, okSchema, type RouteDefinition, route } from "./route.js";

export const hookRoutes = {
  receiveHook: route(
    {
      method: "POST",
      path: "/api/hooks/:name",
      scope: "public",
      summary: "Send a signed event; answers when it is saved",
      bodyLimit: 256 * KIB,
      rawBody: true,
    },
    {
      params: () => z.object({ name: entityIdSchema }),
      body: () => z.json(),
      response: () =>
        okSchema.extend({
          messageId: z.string(),
          conversationId: z.string(),
          agents: z.array(z.string()),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
