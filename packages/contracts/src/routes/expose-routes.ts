/** TinyOffice reached from elsewhere: on for a time, off, and what it is now. */
import { z } from "zod";
import { exposeOfferSchema, exposeWaySchema, exposureSchema } from "../expose.js";
import { EXPOSE_DEFAULT_MINUTES, EXPOSE_MAX_MINUTES, EXPOSE_MIN_MINUTES } from "../expose-facts.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

const answer = () =>
  exposureSchema.extend({
    /** The ways, each with whether its program is on this machine. */
    offers: z.array(exposeOfferSchema),
    /** Without a login nothing is opened. */
    login: z.boolean(),
  });

export const exposeRoutes = {
  getExposure: route(
    {
      method: "GET",
      path: "/api/expose",
      scope: "read",
      summary: "Show whether TinyOffice is reached from elsewhere, and which programs could do that",
      bodyLimit: SMALL_BODY,
    },
    { response: answer },
  ),
  startExposure: route(
    {
      method: "POST",
      path: "/api/expose",
      scope: "write",
      summary: "Open TinyOffice to elsewhere for a time; answers when it is reached or why it is not",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.strictObject({
          via: exposeWaySchema,
          minutes: z
            .number()
            .int()
            .min(EXPOSE_MIN_MINUTES)
            .max(EXPOSE_MAX_MINUTES)
            .default(EXPOSE_DEFAULT_MINUTES),
        }),
      response: answer,
    },
  ),
  stopExposure: route(
    {
      method: "DELETE",
      path: "/api/expose",
      scope: "write",
      summary: "Close TinyOffice to elsewhere immediately",
      bodyLimit: SMALL_BODY,
    },
    { response: answer },
  ),
} as const satisfies Record<string, RouteDefinition>;
