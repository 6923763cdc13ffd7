/**
 * The types of a call: which parts of a request a route has, and which of them a caller may leave out.
 * A part the route does not have can be neither required nor given.
 */
import type { RouteCall, RouteName, RouteOutput } from "@tinyagi/contracts";

/** What any call accepts beside the route's own parts. */
export interface CallOptions {
  /** Ends the call; its reason is what the promise rejects with. */
  signal?: AbortSignal;
  /** Milliseconds until the call rejects with `TIMED_OUT`; default: the client's. */
  timeoutMs?: number;
}

/** Parts whose type is `undefined` are parts the route does not have. */
type PartNames<C> = { [K in keyof C]: [C[K]] extends [undefined] ? never : K }[keyof C];

/** A query of which every field is optional need not be given; params and bodies always are. */
type OptionalNames<C> = {
  [K in PartNames<C>]: K extends "query" ? (Record<never, never> extends C[K] ? K : never) : never;
}[PartNames<C>];
type RequiredNames<C> = Exclude<PartNames<C>, OptionalNames<C>>;

/** The arguments of one route: exactly the parts it has. */
export type CallArguments<N extends RouteName> = {
  [K in RequiredNames<RouteCall<N>>]: RouteCall<N>[K];
} & { [K in OptionalNames<RouteCall<N>>]?: RouteCall<N>[K] } & CallOptions;

/** Calls a route by its name in the table; the arguments may be left out when the route needs none. */
export type Call = <N extends JsonRouteName>(
  name: N,
  ...rest: [RequiredNames<RouteCall<N>>] extends [never]
    ? [args?: CallArguments<N>]
    : [args: CallArguments<N>]
) => Promise<RouteOutput<N>>;

/** Every route that answers with JSON; the event stream has a method of its own. */
export type JsonRouteName = Exclude<RouteName, "eventStream">;

/** The parts of a request without their static types. */
export interface RawArguments extends CallOptions {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
}
