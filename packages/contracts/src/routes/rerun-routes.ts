/** Running earlier work again, and comparing what came out. */
import { z } from "zod";
import { runComparisonSchema } from "../trace.js";
import { MESSAGE_TEXT_MAX } from "./message-routes.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { generatedIdSchema } from "./system-routes.js";

const idParams = z.object({ id: generatedIdSchema });
/** A sub-agent in its graph, such as `root/check`. */
const nodeId = z.string().min(1).max(4_000);
/** Sent again with the same key, the request answers with the conversation of the first and runs nothing. */
const key = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, "use 1 to 100 letters, digits, dots, underscores or hyphens");
const answer = () => okSchema.extend({ conversationId: z.string() });

export const rerunRoutes = {
  retryRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/retry",
      scope: "write",
      summary:
        "Run the message of a run again, or one of its sub-agents and what depends on it, in a new conversation linked to the old one",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      body: () =>
        z
          .strictObject({
            /** This sub-agent and what depends on it; other results are kept. `root`: all that failed. Default: the whole message. */
            from: nodeId.optional(),
            key: key.optional(),
          })
          .default({}),
      response: answer,
    },
  ),
  forkRun: route(
    {
      method: "POST",
      path: "/api/runs/:id/fork",
      scope: "write",
      summary:
        "Run the message of a run or one of its sub-agents again with another text, in a new conversation linked to the old one",
      bodyLimit: 8 * MIB,
    },
    {
      params: () => idParams,
      body: () =>
        z.strictObject({
          /** Keep the plans of the graph up to this generation, and their results. Default: none, or with `node` all. */
          generation: z.number().int().min(0).optional(),
          /** This sub-agent runs again from its start, with `prompt` if there is one. Default: the message of the run. */
          node: nodeId.optional(),
          /** Replaces the text of the message or of `node`. Default: its text. */
          prompt: z.string().min(1).max(MESSAGE_TEXT_MAX).optional(),
          key: key.optional(),
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
