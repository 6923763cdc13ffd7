/**
 * Checks every request before its body is read, in this order: target and Host, Origin and fetch metadata, token or
 * session, shutdown, path and method, kind of caller, content type. It also runs for unknown paths, and decides from
 * headers alone.
 */
import { AppError, type RouteDefinition } from "@tinyagi/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { checkContentType } from "../body/content-type.js";
import { headerValues } from "../headers/raw-headers.js";
import type { ServerPolicy } from "../options.js";
import { hasOldCookie, hasSession, OLD_COOKIE_REMOVED } from "../session/session-header.js";
import type { Authenticator } from "./auth.js";
import { authorizeCaller } from "./authorize.js";
import { assertForElsewhere, checkExposed, clientOf, type ExposedOf } from "./exposed.js";
import { allowOrigin, SECURITY_HEADERS, sendPreflight } from "./headers.js";
import { checkHost } from "./host.js";
import { assertSameOrigin, checkOrigin } from "./origin.js";
import type { Principal } from "./principal.js";
import { RetryLaterError } from "./wrong-credentials.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route of the table that serves this request; absent for unknown paths. */
    definition?: RouteDefinition;
  }
  interface FastifyRequest {
    principal: Principal;
    /** Who calls from elsewhere; undefined for a caller of this machine. */
    client: string | undefined;
    /** The bytes of the body, on routes that request them. */
    rawBody: Buffer | undefined;
  }
}

const CLOSING_RETRY_S = 5;

export interface Guard {
  /**
   * Checks target, Host, Origin, token and shutdown. Throws the refusal. Returns `true` when it has answered a
   * preflight itself.
   */
  checkCaller(request: FastifyRequest, reply: FastifyReply): boolean;
  /** Checks path, method, kind of caller and content type. Throws the refusal. */
  checkRoute(request: FastifyRequest, reply: FastifyReply): void;
}

export function createGuard(options: {
  policy: () => ServerPolicy;
  authenticator: Authenticator;
  pathMethods: (path: string) => string[];
  isClosing: () => boolean;
  /** Whether a request without a route is for a file of TinyOffice, which needs no token. */
  servesOffice: (request: FastifyRequest) => boolean;
  exposedOf: ExposedOf;
}): Guard {
  const { authenticator, pathMethods, servesOffice, exposedOf } = options;

  return {
    checkCaller(request, reply) {
      reply.headers(SECURITY_HEADERS);
      const { rawHeaders } = request.raw;
      if (hasOldCookie(rawHeaders)) reply.header("set-cookie", OLD_COOKIE_REMOVED);
      const policy = options.policy();
      if (!request.originalUrl.startsWith("/")) {
        throw new AppError("MALFORMED_HOST", "Send a path as the request target.");
      }
      const exposed = exposedOf(request.raw.socket);
      request.client = exposed && clientOf(rawHeaders, exposed);
      if (exposed === undefined) checkHost(rawHeaders, policy);
      else checkExposed(rawHeaders, exposed);
      const definition = getDefinition(request);
      const isOffice = definition === undefined && servesOffice(request);
      // A link on another page may lead here: the shell holds no data, a shared file is public, and no page can frame or read them.
      const isLinked = isOffice || definition?.linked === true;
      const origin = isLinked && isNavigation(request) ? null : checkOrigin(rawHeaders, policy);
      if (origin !== null) {
        allowOrigin(reply, origin);
        if (isPreflight(request)) {
          sendPreflight(reply);
          return true;
        }
      }
      if (hasSession(rawHeaders)) assertSameOrigin(rawHeaders, request.method);
      const isPublic = isOffice || definition?.scope === "public";
      request.principal = isPublic
        ? { kind: "local" }
        : authenticator.authenticate(rawHeaders, request.client);
      if (exposed !== undefined) assertForElsewhere(request.principal);
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
      const definition = getDefinition(request);
      if (definition === undefined) {
        if (servesOffice(request)) return;
        throw unknownRoute(request, reply, pathMethods);
      }
      authorizeCaller(definition, request.principal);
      checkContentType(request.method, request.headers);
    },
  };
}

function getDefinition(request: FastifyRequest): RouteDefinition | undefined {
  return request.routeOptions.config?.definition;
}

/** A browser that opens a page in a window, as it states itself. */
function isNavigation({ headers }: FastifyRequest): boolean {
  return (
    headers.origin === undefined &&
    headers["sec-fetch-mode"] === "navigate" &&
    headers["sec-fetch-dest"] === "document"
  );
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
  return new AppError(
    "METHOD_NOT_ALLOWED",
    "This path does not support that method. The Allow header lists the methods it supports.",
  );
}
