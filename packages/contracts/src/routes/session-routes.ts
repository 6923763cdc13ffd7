/** Browser sessions: a one-time ticket is exchanged for an HttpOnly cookie. */
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
      summary: "Exchange a ticket for a session cookie",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => z.object({ ticket: z.string().max(200) }),
      response: () => okSchema,
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
