/** Every route of the server by operation name. */
import type { z } from "zod";
import { entityRoutes } from "./entity-routes.js";
import { messageRoutes } from "./message-routes.js";
import { queueRoutes } from "./queue-routes.js";
import { systemRoutes } from "./system-routes.js";

export const ROUTES = { ...messageRoutes, ...queueRoutes, ...entityRoutes, ...systemRoutes } as const;
export type RouteName = keyof typeof ROUTES;
type Routes = typeof ROUTES;

type In<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
type Out<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType }
  ? z.output<S>
  : undefined;

/** What a caller hands in, before defaults. */
export interface RouteCall<N extends RouteName> {
  params: In<Routes[N], "params">;
  query: In<Routes[N], "query">;
  body: In<Routes[N], "body">;
}
/** What a handler gets, parsed. */
export interface RouteInput<N extends RouteName> {
  params: Out<Routes[N], "params">;
  query: Out<Routes[N], "query">;
  body: Out<Routes[N], "body">;
}
export type RouteOutput<N extends RouteName> = z.output<Routes[N]["response"]>;

/** The body of every refusal. */
export interface ErrorBody {
  error: string;
  code: string;
  details?: readonly { path?: string; message: string }[];
  /** With `DUPLICATE_MESSAGE`: the id that was used before. */
  messageId?: string;
}
