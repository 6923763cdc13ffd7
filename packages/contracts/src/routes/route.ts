/**
 * The shape of one route. The table made of these is the only description of the HTTP API: the server binds
 * handlers to it, the client is typed by it, and a test walks it.
 */
import { z } from "zod";

export type RouteMethod = "GET" | "POST" | "PUT" | "DELETE";

/** Who may call: `public` needs no token, `read` and `write` need the operator's (or a scoped) token. */
export type RouteScope = "public" | "read" | "write";

export interface RouteDefinition {
  method: RouteMethod;
  /** Fastify path, e.g. `/api/queue/dead/:id`. */
  path: string;
  scope: RouteScope;
  summary: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  /** Largest accepted body in bytes. */
  bodyLimit: number;
  /** `sse` answers with an event stream instead of JSON. */
  stream?: "sse";
}

export const KIB = 1_024;
export const MIB = 1_024 * KIB;
/** Bodies that hold a few fields. */
export const SMALL_BODY = 64 * KIB;

export const okSchema = z.object({ ok: z.literal(true) });

/** `limit` of every list: 1 to 1,000. */
export function limitQuery(defaultLimit: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(1).max(1_000).default(defaultLimit);
}

/** A row id in a path: digits only, so that no other spelling ever reaches a statement. */
export const rowIdSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/, "use a positive whole number")
  .transform(Number);
