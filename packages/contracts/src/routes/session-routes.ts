/** Browser sessions: a one-time ticket is exchanged for a secret that the page sends in a header of its own. */
import { z } from "zod";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const sessionRoutes = {
  createTicket: route(
    {
      method: "POST",
      path: "/api/session/tickets",
      scope: "write",
      summary: "Create a ticket that opens one browser session within 30 seconds",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => okSchema.extend({ ticket: z.string(), expiresAt: z.number() }),
    },
  ),
  openSession: route(
    {
      method: "POST",
      path: "/api/session",
      scope: "public",
      summary: "Exchange a ticket for a session",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => z.object({ ticket: z.string().max(200) }),
      response: () =>
        okSchema.extend({
          session: z
            .string()
            .describe("Send it as `X-TinyAGI-Session`, only from a page of the daemon itself."),
        }),
    },
  ),
  closeSession: route(
    {
      method: "DELETE",
      path: "/api/session",
      scope: "write",
      summary: "Log out",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
