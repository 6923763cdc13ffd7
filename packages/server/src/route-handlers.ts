/** The type of the functions behind the routes: one per JSON route of the table, all of them required. */
import type { AppError, ROUTES, RouteInput, RouteName, RouteOutput } from "@tinyagi/contracts";
import type { SettingsAuthor } from "@tinyagi/core";
import type { Principal } from "./security/principal.js";

/** Routes that answer with an event stream and are served by this package itself. */
export type StreamRouteName = {
  [N in RouteName]: (typeof ROUTES)[N] extends { readonly stream: "sse" } ? N : never;
}[RouteName];
export type JsonRouteName = Exclude<RouteName, StreamRouteName>;

/** The little of HTTP that a few handlers need: cookies, signatures. */
export interface HttpExchange {
  /** Every value of a header of the request, as it was sent; `name` in lower case. */
  header(name: string): string[];
  /** The bytes of the body, on routes with `rawBody`. */
  readonly rawBody: Buffer | undefined;
  setHeader(name: string, value: string): void;
  /** Counts a wrong ticket or signature in the one bucket of wrong credentials and gives its refusal. */
  refuseWrong(message: string): AppError;
}

export interface RouteContext {
  /** The caller as an author of settings. */
  author: SettingsAuthor;
  /** Name of the caller for events, e.g. `operator`: the label of `author`. */
  actor: string;
  principal: Principal;
  /** Aborts when the caller goes away before the answer. */
  signal: AbortSignal;
  http: HttpExchange;
}

/** Gets parsed input and answers with the route's output, or throws an `AppError`. */
export type RouteHandler<N extends JsonRouteName> = (
  input: RouteInput<N>,
  context: RouteContext,
) => Promise<RouteOutput<N>> | RouteOutput<N>;

export type RouteHandlers = { [N in JsonRouteName]: RouteHandler<N> };
