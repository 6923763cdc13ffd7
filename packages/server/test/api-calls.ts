/** Calls an app as HTTP clients do. For tests only. */
import { AppError } from "@tinyagi/contracts";
import type { InjectOptions } from "fastify";
import type { createApp, Principal, RouteContext } from "../src/index.js";
import { toAuthor } from "../src/security/principal.js";

export const OPERATOR_TOKEN = "k3Jx_secret-of-the-operator_0123456789abcd";
export const PORT = 3_777;

/** Calls the app as the operator, or with the given token. */
export function toCaller(app: ReturnType<typeof createApp>, token = OPERATOR_TOKEN) {
  return async (method: "GET" | "PUT" | "POST" | "DELETE", url: string, body?: unknown) => {
    const request: InjectOptions = {
      method,
      url,
      headers: {
        host: `127.0.0.1:${PORT}`,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
    };
    if (body !== undefined) request.payload = JSON.stringify(body);
    const answer = await app.inject(request);
    const isJson = String(answer.headers["content-type"]).includes("json");
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body };
  };
}

/** Calls the app with exactly these headers. */
export function createInjector(app: ReturnType<typeof createApp>) {
  const inject = createExchanger(app);
  return async (...call: Parameters<typeof inject>) => {
    const { status, body } = await inject(...call);
    return { status, body };
  };
}

/** The same, with the headers of the answer. */
export function createExchanger(app: ReturnType<typeof createApp>) {
  return async (
    method: "GET" | "PUT" | "POST" | "DELETE",
    url: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
  ) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const request: InjectOptions = {
      method,
      url,
      headers: { host: `127.0.0.1:${PORT}`, ...type, ...headers },
    };
    if (body !== undefined) request.payload = JSON.stringify(body);
    const answer = await app.inject(request);
    const isJson = String(answer.headers["content-type"]).includes("json");
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : answer.body };
  };
}

/** The context for a direct call of a handler. */
export function buildContext(principal: Principal): RouteContext {
  return {
    author: toAuthor(principal),
    actor: toAuthor(principal).label,
    principal,
    signal: new AbortController().signal,
    http: {
      header: () => [],
      rawBody: undefined,
      setHeader: () => {},
      confirmation: () => ({ digest: "", code: undefined }),
      refuseWrong: (message) => new AppError("UNAUTHORIZED", message),
    },
  };
}
