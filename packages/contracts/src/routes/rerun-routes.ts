/** Running earlier work again, and comparing what came out. */
import { z } from "zod";
import { runComparisonSchema } from "../trace.js";
import { MESSAGE_TEXT_MAX } from "./message-routes.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { generatedIdSchema } from "./system-routes.js";

const idParams = z.object({ id: generatedIdSchema });
const answer = () => okSchema.extend({ conversationId: z.string() });

export const rerunRoutes = {
  retryRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/retry",
      scope: "write",
      summary: "Run the message of a run again, in a new conversation linked to the old one",
      bodyLimit: SMALL_BODY,
    },
    { params: () => idParams, response: answer },
  ),
  forkRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/fork",
      scope: "write",
      summary:
        "Run the message of a run again with another text, in a new conversation linked to the old one",
      bodyLimit: 8 * MIB,
    },
    {
      params: () => idParams,
      body: () =>
        z.strictObject({
          /** Replaces the text of the message. Default: its text. */
          prompt: z.string().min(1).max(MESSAGE_TEXT_MAX).optional(),
        }),
      response: answer,
    },
  ),
  compareRuns: route(
    {
      method: "GET",
      path: "/api/runs/compare",
      scope: "read",
      summary: "Compare two runs with everything below them",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ a: generatedIdSchema, b: generatedIdSchema }),
      response: () => runComparisonSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
