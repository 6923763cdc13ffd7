/** What a handler learns of one request besides its input: the caller, and whether it is still there. */
import { createHash } from "node:crypto";
import { AppError, CONFIRMATION_HEADER } from "@tinyagi/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { headerValues } from "../headers/raw-headers.js";
import type { HttpExchange, RouteContext } from "../route-handlers.js";
import { toAuthor } from "../security/principal.js";
import type { RefuseWrong } from "../security/wrong-credentials.js";

export function buildContext(
  request: FastifyRequest,
  reply: FastifyReply,
  refuseWrong: RefuseWrong,
): RouteContext {
  const abort = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableEnded) abort.abort(new AppError("UNAVAILABLE", "The caller disconnected."));
  });
  const http: HttpExchange = {
    header: (name) => headerValues(request.raw.rawHeaders, name),
    rawBody: request.rawBody,
    setHeader: (name, value) => void reply.header(name, value),
    confirmation: () => ({
      digest: computeDigest(request),
      code: headerValues(request.raw.rawHeaders, CONFIRMATION_HEADER)[0],
    }),
    refuseWrong: (message) => refuseWrong(message, request.client),
  };
  const { principal } = request;
  const author = toAuthor(principal);
  return { author, actor: author.label, principal, signal: abort.signal, http };
}

/** The same for a repeated request with the same method, path and body. */
function computeDigest({ method, originalUrl, body }: FastifyRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([method, originalUrl, body ?? null]))
    .digest("hex");
}
