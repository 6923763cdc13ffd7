/** Commands to live runs. Only the operator may call these routes; runs and channels may not. */
import { z } from "zod";
import { steerCommandSchema, steeredSchema } from "../steering.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { generatedIdSchema } from "./system-routes.js";

const idParams = z.object({ id: generatedIdSchema });

export const steeringRoutes = {
  steerRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/steer",
      scope: "write",
      summary: "Pause, resume, redirect or cancel a run, or add a text to its work",
      bodyLimit: MIB,
    },
    {
      params: () => idParams,
      body: () =>
        z.strictObject({
          command: steerCommandSchema,
          /** For `inject` and `redirect`. */
          text: z
            .string()
            .max(256 * 1_024)
            .optional(),
        }),
      response: () =>
        okSchema.extend({
          /** Of `inject` and `redirect`. Absent in older releases. */
          steered: steeredSchema.optional(),
        }),
    },
  ),
  cancelRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/cancel",
      scope: "write",
      summary: "Cancel the message that a run works on; its sender is notified",
      bodyLimit: SMALL_BODY,
    },
    { params: () => idParams, response: () => okSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
