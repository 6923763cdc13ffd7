/**
 * The types of a call: which parts of a request a route has, and which of them are optional. A part that the route
 * does not have cannot be passed.
 */
import type { RouteCall, RouteName, RouteOutput } from "@tinyagi/contracts";

/** Options of every call, in addition to the route's own parts. */
export interface CallOptions {
  /** Aborts the call. The promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** The code of a person who confirmed this call, after it was refused with `CONFIRMATION_REQUIRED`. */
  confirmation?: string;
  /** Milliseconds until the call rejects with `TIMED_OUT`; default: the client's. */
  timeoutMs?: number;
}

/** Parts of type `undefined` do not exist on the route. */
type PartNames<C> = { [K in keyof C]: [C[K]] extends [undefined] ? never : K }[keyof C];

/** A query whose fields are all optional is optional itself, and so is a body that may be absent. Params are always required. */
type OptionalNames<C> = {
  [K in PartNames<C>]: K extends "query"
    ? Record<never, never> extends C[K]
      ? K
      : never
    : undefined extends C[K]
      ? K
      : never;
}[PartNames<C>];
type RequiredNames<C> = Exclude<PartNames<C>, OptionalNames<C>>;

/** The arguments of one route: exactly the parts that the route has. */
export type CallArguments<N extends RouteName> = {
  [K in RequiredNames<RouteCall<N>>]: RouteCall<N>[K];
} & { [K in OptionalNames<RouteCall<N>>]?: RouteCall<N>[K] } & CallOptions;

/** Calls a route by its name in the table. The arguments are optional when the route requires none. */
export type Call = <N extends JsonRouteName>(
  name: N,
  ...rest: [RequiredNames<RouteCall<N>>] extends [never]
    ? [args?: CallArguments<N>]
    : [args: CallArguments<N>]
) => Promise<RouteOutput<N>>;

/** Every route that answers with JSON. The event stream has its own method, and MCP its own clients. */
export type JsonRouteName = Exclude<RouteName, "eventStream" | "mcp">;

/** The parts of a request without static types. */
export interface RawArguments extends CallOptions {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}
