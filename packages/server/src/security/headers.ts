/** Headers of every response, including refusals. */
import type { FastifyReply } from "fastify";

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const CORS_MAX_AGE_S = "600";

/** Sets CORS headers for one listed origin. It never sends `*` and never allows credentials. */
export function allowOrigin(reply: FastifyReply, origin: string): void {
  reply.header("access-control-allow-origin", origin);
  reply.header("access-control-expose-headers", "location, retry-after, x-event-position, x-request-id");
  reply.header("cross-origin-resource-policy", "cross-origin");
  reply.header("vary", "origin");
}

/** Answers the preflight of a listed origin. */
export function sendPreflight(reply: FastifyReply): void {
  reply.header("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE");
  reply.header("access-control-allow-headers", "authorization, content-type, last-event-id");
  reply.header("access-control-max-age", CORS_MAX_AGE_S);
  reply.code(204).send();
}
