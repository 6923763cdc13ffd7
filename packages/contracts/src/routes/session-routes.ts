/** Browser sessions: a one-time ticket is exchanged for an HttpOnly cookie. */
import { z } from "zod";
import { okSchema, type RouteDefinition, SMALL_BODY } from "./route.js";

export const sessionRoutes = {
  createTicket: {
    method: "POST",
    path: "/api/session/tickets",
    scope: "write",
    summary: "Create a ticket that opens one browser session within 30 seconds",
    response: okSchema.extend({ ticket: z.string(), expiresAt: z.number() }),
    bodyLimit: SMALL_BODY,
  },
  openSession: {
    method: "POST",
    path: "/api/session",
    scope: "public",
    summary: "Exchange a ticket for a session cookie",
    body: z.object({ ticket: z.string().max(200) }),
    response: okSchema,
    bodyLimit: SMALL_BODY,
  },
  closeSession: {
    method: "DELETE",
    path: "/api/session",
    scope: "write",
    summary: "Log out",
    response: okSchema,
    bodyLimit: SMALL_BODY,
  },
} as const satisfies Record<string, RouteDefinition>;
