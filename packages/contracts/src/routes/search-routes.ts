/** Full-text search. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { limitQuery, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const SEARCH_KINDS = ["message", "reply", "room", "task", "comment"] as const;
export const searchKindSchema = z.enum(SEARCH_KINDS, { error: `use one of ${SEARCH_KINDS.join(", ")}` });
export type SearchKind = z.infer<typeof searchKindSchema>;

const QUERY_MAX = 500;

export const searchHitSchema = z.object({
  kind: searchKindSchema,
  /** Identifier and title of a task, else empty. */
  title: z.string(),
  /** An excerpt around the best match, on one line. */
  snippet: z.string(),
  /** Matches in the snippet, as `[start, end)` in UTF-16 units. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** The agent that works, wrote or is assigned; null when unknown. */
  agent: z.string().nullable(),
  time: timeSchema,
  /** Where to read more. */
  conversationId: z.string().nullable(),
  taskId: z.string().nullable(),
  team: z.string().nullable(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

export const searchRoutes = {
  search: route(
    {
      method: "GET",
      path: "/api/search",
      scope: "read",
      summary: "Search messages, replies, posts, tasks and comments; best first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          /** Words (all must occur), "phrases", prefix*, -not. */
          q: z.string({ error: "q is required" }).min(1, "q is required").max(QUERY_MAX),
          kind: searchKindSchema.optional(),
          agent: z.string().max(64).optional(),
          /** Milliseconds since the epoch. */
          since: z.coerce.number().int().min(0).optional(),
          limit: limitQuery(20),
        }),
      response: () =>
        z.object({
          hits: z.array(searchHitSchema),
          /** False while older texts are still being indexed. */
          complete: z.boolean(),
          /** True when too many entries match, so that only the newest of each kind were compared. */
          capped: z.boolean(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
