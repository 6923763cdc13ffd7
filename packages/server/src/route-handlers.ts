/** The types of the route handlers: one per JSON route of the table, all of them required. */
import type { AppError, ROUTES, RouteInput, RouteName, RouteOutput } from "@tinyagi/contracts";
import type { SettingsAuthor } from "@tinyagi/home";
import type { EventAnswer } from "./routing/event-answer.js";
import type { FileAnswer } from "./routing/file-answer.js";
import type { Principal } from "./security/principal.js";

/** Routes that do not answer with JSON: the event stream and MCP. This package serves them itself. */
export type StreamRouteName = {
  [N in RouteName]: (typeof ROUTES)[N] extends { readonly stream: "sse" | "mcp" } ? N : never;
}[RouteName];
export type JsonRouteName = Exclude<RouteName, StreamRouteName>;

/** The few parts of HTTP that some handlers need, such as signatures. */
export interface HttpExchange {
  /** All values of a request header as they were sent; `name` in lower case. */
  header(name: string): string[];
  /** The bytes of the body, on routes with `rawBody`. */
  readonly rawBody: Buffer | undefined;
  setHeader(name: string, value: string): void;
  /** What a confirmation is bound to, and the code that came with the request. */
  confirmation(): { digest: string; code: string | undefined };
  /** Counts a wrong ticket or signature with all other wrong credentials and returns the refusal. */
  refuseWrong(message: string): AppError;
}

export interface RouteContext {
  /** The caller as an author of settings. */
  author: SettingsAuthor;
  /** Name of the caller for events, e.g. `operator`: the label of `author`. */
  actor: string;
  principal: Principal;
  /** Aborts when the caller disconnects before the answer. */
  signal: AbortSignal;
  http: HttpExchange;
}

/** Receives parsed input and returns the route's output, or throws an `AppError`. */
export type RouteHandler<N extends JsonRouteName> = (
  input: RouteInput<N>,
  context: RouteContext,
) => Promise<HandlerOutput<N>> | HandlerOutput<N>;

/** The route's output, or instead of it events on a route that streams on request, and a file on one that shows files. */
export type HandlerOutput<N extends JsonRouteName> =
  | RouteOutput<N>
  | ((typeof ROUTES)[N] extends { readonly stream: "on-request" } ? EventAnswer : never)
  | ((typeof ROUTES)[N] extends { readonly answer: "file" } ? FileAnswer : never);

export type RouteHandlers = { [N in JsonRouteName]: RouteHandler<N> };
