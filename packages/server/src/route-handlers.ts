/** The type of the functions behind the routes: one per JSON route of the table, all of them required. */
import type { ROUTES, RouteInput, RouteName, RouteOutput } from "@tinyagi/contracts";

/** Routes that answer with an event stream and are served by this package itself. */
export type StreamRouteName = {
  [N in RouteName]: (typeof ROUTES)[N] extends { readonly stream: "sse" } ? N : never;
}[RouteName];
export type JsonRouteName = Exclude<RouteName, StreamRouteName>;

export interface RouteContext {
  /** Who calls: `operator` with the token, `local` when no token was asked for. */
  actor: string;
  /** Aborts when the caller goes away before the answer. */
  signal: AbortSignal;
}

/** Gets parsed input and answers with the route's output, or throws an `AppError`. */
export type RouteHandler<N extends JsonRouteName> = (
  input: RouteInput<N>,
  context: RouteContext,
) => Promise<RouteOutput<N>> | RouteOutput<N>;

export type RouteHandlers = { [N in JsonRouteName]: RouteHandler<N> };
