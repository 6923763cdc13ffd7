/** Tokens of channels that run elsewhere. The table of acts lets only the operator create them. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type TokenHandlers = Pick<RouteHandlers, "createToken" | "listTokens" | "revokeToken">;

export function tokenHandlers({ tokens }: Services): TokenHandlers {
  return {
    async createToken({ body }, { actor }) {
      return { ok: true, ...(await tokens.create(body.channel, actor)) };
    },
    listTokens: () =>
      tokens.list().map(({ id, channel, created_at, last_used_at }) => ({
        id,
        channel,
        createdAt: created_at,
        lastUsedAt: last_used_at,
      })),
    async revokeToken({ params }, { actor }) {
      await tokens.revoke(params.id, actor);
      return { ok: true };
    },
  };
}
