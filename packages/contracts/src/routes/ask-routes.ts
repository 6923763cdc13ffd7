/** Questions about TinyAGI itself. */
import { z } from "zod";
import { askAnswerSchema, QUESTION_MAX_CHARS } from "../ask.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const askRoutes = {
  ask: route(
    {
      method: "GET",
      path: "/api/ask",
      scope: "read",
      summary: "Answer a question about TinyAGI from its guide and the facts of this home, without a model",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ q: z.string().trim().min(1).max(QUESTION_MAX_CHARS) }),
      response: () => askAnswerSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
