/**
 * The HTTP app. Every request passes the same checks in the same order (see security/guard.ts), and every answer is
 * JSON with security headers. The app does not listen; the caller binds the address.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { ROUTES } from "@tinyagi/contracts";
import fastify, { type FastifyInstance } from "fastify";
import { parseJsonBody } from "./body/json-body.js";
import { answerClientError, answerExpectation } from "./errors/client-error.js";
import { sendError } from "./errors/error-reply.js";
import { bindMcp } from "./mcp/bind-mcp.js";
import { createOpenCalls } from "./mcp/open-calls.js";
import { createRunTools, type RunTools } from "./mcp/run-tools.js";
import { openDeskOnce } from "./mcp/tool-desk.js";
import { createOfficeFiles } from "./office/office-files.js";
import { createOffice, type Office } from "./office/serve-office.js";
import { type AppLimits, type AppOptions, DEFAULT_APP_LIMITS, type ServerLog } from "./options.js";
import { bindRoutes } from "./routing/bind-routes.js";
import { createPathMethods } from "./routing/path-methods.js";
import { createPublicFiles } from "./routing/public-files.js";
import { createAuthenticator } from "./security/auth.js";
import { createGuard, type Guard } from "./security/guard.js";
import { createWrongCredentials } from "./security/wrong-credentials.js";
import { bindEventStream } from "./sse/bind-stream.js";
import { createStreamHub } from "./sse/stream-hub.js";

declare module "fastify" {
  interface FastifyInstance {
    /** The tools for runs in this process: the same as over the route, behind the same checks. */
    runTools: RunTools;
  }
}

const SILENT: ServerLog = { debug() {}, info() {}, warn() {}, error() {} };
/** A path that no route has. Replaces request targets that are not paths (`*`, `http://…`). */
const NO_PATH = "/-";
/** The schemas of the route table check input and output. Fastify's own compilers would only slow down the start. */
const NO_COMPILER = () => () => {
  throw new Error("a route has a Fastify schema; put schemas in the route table");
};

/**
 * Builds the app: the routes of the table over `handlers`, and the event stream over `feed`.
 *
 * @returns a Fastify instance that does not listen yet; `close()` ends its event streams immediately
 * @throws when two routes of the table collide
 */
export function createApp(options: AppOptions): FastifyInstance {
  const limits: AppLimits = { ...DEFAULT_APP_LIMITS, ...options.limits };
  const log = options.log ?? SILENT;
  const now = options.now ?? Date.now;
  const { feed, channelOf = () => undefined } = options;
  const hub = createStreamHub({ feed, limits, log, now, channelOf, pages: options.pages });
  let closing = false;
  const refuseWrong = createWrongCredentials({ limits, now });
  const { auth, sessions, identify = () => undefined } = options;
  const authenticator = createAuthenticator({ auth, refuseWrong, identify, sessions });
  const office =
    options.officeFolder === undefined ? undefined : createOffice(createOfficeFiles(options.officeFolder));
  const guard = createGuard({
    servesOffice: (request) => office?.serves(request) === true,
    exposedOf: options.exposedOf ?? (() => undefined),
    policy: options.policy,
    authenticator,
    pathMethods: createPathMethods(Object.values(ROUTES)),
    isClosing: () => closing,
  });
  const app = createInstance({ limits, log, guard, newId: options.newId ?? randomUUID });
  app.server.maxConnections = limits.connections;
  app.server.on("checkExpectation", answerExpectation);
  app.addHook("preClose", async () => {
    closing = true;
    hub.close();
    boundClosing(app.server, limits.closeMs);
  });
  addChecks(app, { guard, log, limits, office });
  const { handlers, validateResponses = false, loadTools = async () => [] } = options;
  const enterPublic = createPublicFiles(limits);
  bindRoutes(app, { handlers, feed, validateResponses, refuseWrong, enterPublic });
  const mcp = {
    desk: openDeskOnce(loadTools, { outside: options.outsideTools, log }),
    open: createOpenCalls(limits),
    refuseWrong,
    limits,
  };
  bindMcp(app, { ...mcp, log });
  app.decorate("runTools", createRunTools({ ...mcp, identify, isClosing: () => closing }));
  bindEventStream(app, { hub, authenticator, limits });
  return app;
}

function createInstance(options: {
  limits: AppLimits;
  log: ServerLog;
  guard: Guard;
  newId: () => string;
}): FastifyInstance {
  const { limits, log, guard } = options;
  return fastify({
    logger: false,
    schemaController: {
      compilersFactory: { buildValidator: NO_COMPILER, buildSerializer: NO_COMPILER },
    },
    genReqId: options.newId,
    return503OnClosing: false,
    forceCloseConnections: "idle",
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    routerOptions: { maxParamLength: limits.paramChars },
    http: {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.timeoutCheckMs,
      requireHostHeader: false,
    },
    rewriteUrl: (request) => (request.url?.startsWith("/") ? request.url : NO_PATH),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      // The router rejects some URLs before any hook runs. The caller is still checked first.
      try {
        if (guard.checkCaller(request, reply)) return;
      } catch (refusal) {
        sendError({ error: refusal, request, reply, log });
        return;
      }
      sendError({ error, request, reply, log });
    },
  });
}

function addChecks(
  app: FastifyInstance,
  options: { guard: Guard; log: ServerLog; limits: AppLimits; office: Office | undefined },
): void {
  const { guard, log, limits, office } = options;
  app.decorateRequest("principal");
  app.decorateRequest("client");
  app.decorateRequest("rawBody");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      if (request.routeOptions.config.definition?.rawBody === true) request.rawBody = body as Buffer;
      done(null, parseJsonBody(body as Buffer, { maxDepth: limits.jsonDepth, maxValues: limits.jsonValues }));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setErrorHandler((error, request, reply) => sendError({ error, request, reply, log }));
  app.addHook("onRequest", (request, reply, done) => {
    try {
      if (guard.checkCaller(request, reply)) return;
      guard.checkRoute(request, reply);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  app.addHook("onResponse", (request, _reply, done) => {
    boundDraining(request.raw, limits.lingerMs);
    done();
  });
  // The office has no routes, so that it never hides one.
  app.setNotFoundHandler((request, reply) => office?.answer(request, reply) ?? reply.code(404).send());
}

/**
 * Node does not count a connection without a request as idle, so such a client could delay the shutdown without
 * limit.
 */
function boundClosing(server: Server, closeMs: number): void {
  const timer = setTimeout(() => server.closeAllConnections(), closeMs);
  timer.unref();
  server.once("close", () => clearTimeout(timer));
}

/** After an early refusal Node discards the rest of the body. This disconnects a caller that keeps sending. */
function boundDraining(request: IncomingMessage, lingerMs: number): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), lingerMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}
