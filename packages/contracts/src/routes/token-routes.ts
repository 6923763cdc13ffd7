/** Tokens of channels that run elsewhere. */
import { z } from "zod";
import { channelSchema } from "../id.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const tokenIdSchema = z.string().regex(/^tok_[A-Za-z0-9_-]{1,64}$/, "use the id of a token, such as tok_…");

export const tokenView = z.object({
  id: z.string(),
  channel: z.string(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  /** Accurate to the minute; null when it was never used. */
  lastUsedAt: z.number().nullable(),
});

export const tokenRoutes = {
  createToken: route(
    {
      method: "POST",
      path: "/api/tokens",
      scope: "write",
      summary: "Create a token for one channel; it is shown only once",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => z.object({ channel: channelSchema }),
      response: () => okSchema.extend({ id: z.string(), channel: z.string(), token: z.string() }),
    },
  ),
  listTokens: route(
    {
      method: "GET",
      path: "/api/tokens",
      scope: "read",
      summary: "List channel tokens, newest first, without the tokens themselves",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.array(tokenView),
    },
  ),
  revokeToken: route(
    {
      method: "DELETE",
      path: "/api/tokens/:id",
      scope: "write",
      summary: "Revoke a token immediately",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: tokenIdSchema }),
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
