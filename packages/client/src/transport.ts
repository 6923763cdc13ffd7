/**
 * One HTTP request to the daemon. The token is sent only in a header. The daemon checks what an id may be; here it is
 * only kept from changing the path: `..` must never reach another route.
 */
import {
  AppError,
  CONFIRMATION_HEADER,
  ROUTE_FACTS,
  type RouteFacts,
  type RouteName,
  withoutEnd,
} from "@tinyagi/contracts";
import type { RawArguments } from "./call.js";
import { startDeadline } from "./deadline.js";
import { foreignAnswer, toRefusal, unreachable } from "./failure.js";
import type { FetchLike, HttpAnswer, HttpRequest } from "./http.js";

export interface Transport {
  readonly baseUrl: string;
  /** Calls a route and returns the parsed body, or the text of a text route. */
  request: (name: RouteName, args: RawArguments) => Promise<unknown>;
  /** Opens a response without reading it. The caller owns the body. The timeout does not apply. */
  open: (name: RouteName, args: RawArguments & { headers?: Record<string, string> }) => Promise<HttpAnswer>;
}

export interface TransportOptions {
  /** E.g. `http://127.0.0.1:3777`; a trailing slash is ignored. */
  baseUrl: string;
  token?: string;
  fetch: FetchLike;
  /** Milliseconds for a whole call. */
  timeoutMs: number;
}

export function createTransport(options: TransportOptions): Transport {
  const baseUrl = withoutEnd(options.baseUrl, "/");
  const send = async (url: string, init: HttpRequest): Promise<HttpAnswer> => {
    try {
      return await options.fetch(url, init);
    } catch (error) {
      if (init.signal.aborted) throw init.signal.reason;
      throw unreachable(baseUrl, error);
    }
  };
  return {
    baseUrl,
    request: async (name, args) => {
      const deadline = startDeadline(args.signal, args.timeoutMs ?? options.timeoutMs);
      const route = ROUTE_FACTS[name];
      try {
        const init = { ...toRequestInit(route, args, options.token), signal: deadline.signal };
        const response = await send(buildUrl(baseUrl, route, args), init);
        if (!response.ok) throw await toRefusal(response, baseUrl);
        return await (isText(route) ? toText(response, baseUrl) : parseJson(response, route, baseUrl));
      } catch (error) {
        if (deadline.expired()) {
          throw new AppError("TIMED_OUT", `TinyAGI at ${baseUrl} took too long to answer.`, { cause: error });
        }
        if (args.signal?.aborted) throw args.signal.reason;
        throw error;
      } finally {
        deadline.end();
      }
    },
    open: async (name, args) => {
      const route = ROUTE_FACTS[name];
      const init = toRequestInit(route, args, options.token);
      const signal = args.signal ?? new AbortController().signal;
      const headers = { ...init.headers, ...args.headers };
      return send(buildUrl(baseUrl, route, args), { ...init, headers, signal });
    },
  };
}

function isText(route: RouteFacts): boolean {
  return route.answer === "text";
}

async function toText(response: HttpAnswer, baseUrl: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(baseUrl, error);
  }
}

async function parseJson(response: HttpAnswer, route: RouteFacts, baseUrl: string): Promise<unknown> {
  if (!/^application\/(?:[^+]*\+)?json\b/i.test(response.headers.get("content-type") ?? "")) {
    await response.body?.cancel();
    throw foreignAnswer(baseUrl);
  }
  let body: unknown;
  try {
    body = await response.json();
  } catch (error) {
    // A truncated body means a lost connection. A complete body that is not JSON comes from another program.
    throw error instanceof SyntaxError ? foreignAnswer(baseUrl, error) : unreachable(baseUrl, error);
  }
  if (!isAnswerOf(route, body)) throw foreignAnswer(baseUrl);
  return body;
}

/**
 * Whether the answer can be one of this route. A TinyAGI of another version may lack a field or have more; the answer of
 * another program has none of them.
 */
function isAnswerOf(route: RouteFacts, body: unknown): boolean {
  // Every JSON route answers with an object or a list.
  if (typeof body !== "object" || body === null) return false;
  if (route.list === true) return Array.isArray(body);
  if (route.map === true)
    return (
      !Array.isArray(body) && Object.values(body).every((one) => typeof one === "object" && one !== null)
    );
  return route.has === undefined || route.has.some((field) => Object.hasOwn(body, field));
}

function toRequestInit(
  route: RouteFacts,
  args: RawArguments,
  token: string | undefined,
): Omit<HttpRequest, "signal"> {
  const headers: Record<string, string> = { accept: isText(route) ? "text/*" : "application/json" };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (args.confirmation !== undefined) headers[CONFIRMATION_HEADER] = args.confirmation;
  // A redirect would send the token to another origin. The daemon never sends one.
  const init = { method: route.method, headers, redirect: "error" as const };
  if (args.body === undefined) return init;
  headers["content-type"] = "application/json";
  return { ...init, body: JSON.stringify(args.body) };
}

function buildUrl(baseUrl: string, route: RouteFacts, args: RawArguments): string {
  const path = route.path.replace(/:([A-Za-z]+)/g, (_, name: string) => segment(name, args.params?.[name]));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const search = query.toString();
  return `${baseUrl}${path}${search === "" ? "" : `?${search}`}`;
}

/** One part of a path. Nothing, `.` and `..` would make another path of it, however they are written. */
function segment(name: string, value: unknown): string {
  const text = String(value ?? "");
  if (/^\.{0,2}$/.test(text)) {
    const message = `${name} must not be empty, "." or ".."`;
    throw new AppError("INVALID_INPUT", message, { details: [{ path: name, message }] });
  }
  return encodeURIComponent(text);
}
