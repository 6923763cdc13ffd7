/**
 * The checks before anything of a request's body is read, in their fixed order: target and Host, Origin and
 * fetch metadata, token, closing, known path and method, content type. It runs for every request, unknown
 * paths included, and decides from headers alone.
 */
import { AppError, type RouteDefinition } from "@tinyagi/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { checkContentType } from "../body/content-type.js";
import type { ServerPolicy } from "../options.js";
import { type Authenticator, RetryLaterError } from "./auth.js";
import { allowOrigin, SECURITY_HEADERS, sendPreflight } from "./headers.js";
import { checkHost } from "./host.js";
import { checkOrigin } from "./origin.js";
import { headerValues } from "./raw-headers.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route of the table that is served; absent for unknown paths. */
    definition?: RouteDefinition;
  }
  interface FastifyRequest {
    actor: string;
  }
}

const CLOSING_RETRY_S = 5;

export interface Guard {
  /**
   * Target, Host, Origin, token, closing: throws the refusal, or answers a preflight itself, then the result
   * is `true`.
   */
  checkCaller(request: FastifyRequest, reply: FastifyReply): boolean;
  /** Path, method and content type: throws the refusal. */
  checkRoute(request: FastifyRequest, reply: FastifyReply): void;
}

export function createGuard(options: {
  policy: () => ServerPolicy;
  authenticator: Authenticator;
  pathMethods: (path: string) => string[];
  isClosing: () => boolean;
}): Guard {
  const { authenticator, pathMethods } = options;

  return {
    checkCaller(request, reply) {
      reply.headers(SECURITY_HEADERS);
      const { rawHeaders } = request.raw;
      const policy = options.policy();
      if (!request.originalUrl.startsWith("/")) {
        throw new AppError("MALFORMED_HOST", "Send a path as the request target.");
      }
      checkHost(rawHeaders, policy);
      const origin = checkOrigin(rawHeaders, policy);
      if (origin !== null) {
        allowOrigin(reply, origin);
        if (isPreflight(request)) {
          sendPreflight(reply);
          return true;
        }
      }
      const isPublic = definitionOf(request)?.scope === "public";
      request.actor = isPublic ? "local" : authenticator.authenticate(rawHeaders);
      if (options.isClosing()) {
        throw new RetryLaterError(
          "SHUTTING_DOWN",
          "The daemon is stopping. Try again shortly.",
          CLOSING_RETRY_S,
        );
      }
      return false;
    },
    checkRoute(request, reply) {
      if (definitionOf(request) === undefined) throw unknownRoute(request, reply, pathMethods);
      checkContentType(request.method, request.headers);
    },
  };
}

function definitionOf(request: FastifyRequest): RouteDefinition | undefined {
  return request.routeOptions.config?.definition;
}

function isPreflight(request: FastifyRequest): boolean {
  return (
    request.method === "OPTIONS" &&
    headerValues(request.raw.rawHeaders, "access-control-request-method").length === 1
  );
}

function unknownRoute(
  request: FastifyRequest,
  reply: FastifyReply,
  pathMethods: (path: string) => string[],
): AppError {
  const path = request.originalUrl.split("?", 1)[0] ?? "";
  const methods = pathMethods(path);
  if (methods.length === 0 || methods.includes(request.method)) return new AppError("NOT_FOUND", "Not found");
  reply.header("allow", methods.join(", "));
  return new AppError("METHOD_NOT_ALLOWED", "This path does not take that method; see the Allow header.");
}
