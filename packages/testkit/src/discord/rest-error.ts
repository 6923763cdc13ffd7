/** Refusals in Discord's form. */
import type { FastifyReply } from "fastify";

export const UNKNOWN_CHANNEL = 10_003;
export const UNKNOWN_MESSAGE = 10_008;
export const UNKNOWN_INTERACTION = 10_062;
export const INVALID_FORM = 50_035;
export const ALREADY_ACKNOWLEDGED = 40_060;

/** Thrown by routes; becomes the answer. */
export class RestRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export function sendRefusal(reply: FastifyReply, { status, code, message }: RestRefusal): FastifyReply {
  return reply.status(status).send({ message, code });
}

export function sendRateLimit(
  reply: FastifyReply,
  { retryAfterS, global = false }: { retryAfterS: number; global?: boolean },
): FastifyReply {
  return reply
    .status(429)
    .headers({
      "retry-after": String(Math.ceil(retryAfterS)),
      "x-ratelimit-scope": global ? "global" : "user",
      "x-ratelimit-reset-after": String(retryAfterS),
      // Discord's own limits pass through its proxy; without this header a client takes it for a ban.
      via: "1.1 google",
      ...(global ? { "x-ratelimit-global": "true" } : {}),
    })
    .send({ message: "You are being rate limited.", retry_after: retryAfterS, global });
}
