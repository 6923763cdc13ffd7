/** Confirmations of what pages want to do. Only the operator lists and gives them; a session must never. */
import { z } from "zod";
import { confirmationSchema } from "../confirmation.js";
import { timeSchema } from "../conversation.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const confirmationIdSchema = z.string().regex(/^[a-hj-np-z2-9]{4}$/, "use an id of `tinyagi confirm`");

export const confirmationRoutes = {
  listConfirmations: route(
    {
      method: "GET",
      path: "/api/confirmations",
      scope: "read",
      summary: "List what pages want to do and a person must confirm",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ confirmations: z.array(confirmationSchema) }) },
  ),
  giveConfirmation: route(
    {
      method: "POST",
      path: "/api/confirmations/:id/code",
      scope: "write",
      summary: "Confirm what a page wants to do: get the code to type into the page",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: confirmationIdSchema }),
      response: () => okSchema.extend({ code: z.string(), expiresAt: timeSchema }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
