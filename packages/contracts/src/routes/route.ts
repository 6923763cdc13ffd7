/**
 * The shape of one route. The table made of these is the only description of the HTTP API: the server binds
 * handlers to it, the client is typed by it, and a test walks it.
 */
import { z } from "zod";

export type RouteMethod = "GET" | "POST" | "PUT" | "DELETE";

/** Who may call: `public` needs no token, `read` and `write` need the operator's (or a scoped) token. */
export type RouteScope = "public" | "read" | "write";

/** Callers beside the operator: an agent's run and a channel, each with a token of its own. */
export type RouteCaller = "run" | "channel";

export interface RouteDefinition {
  method: RouteMethod;
  /** Fastify path, e.g. `/api/queue/dead/:id`. */
  path: string;
  scope: RouteScope;
  /** Who may call beside the operator; the handler keeps them to what is theirs. Default: nobody. */
  callers?: readonly RouteCaller[];
  summary: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  /** Largest accepted body in bytes. */
  bodyLimit: number;
  /** `ok-false`: refusals carry `ok: false` too, where clients of 0.0.20 look for it. */
  refusal?: "ok-false";
  /** What a good answer is; default `json`. `text` and `html` come from handlers that answer with a string. */
  answer?: "json" | "text" | "html";
  /** `own`: a page that may load scripts of this server and call it; never one that shows what people wrote. */
  script?: "own";
  /** The handler gets the bytes of the body too, to check a signature over them. */
  rawBody?: true;
  /** `sse` answers with an event stream instead of JSON. */
  stream?: "sse";
}

export const KIB = 1_024;
export const MIB = 1_024 * KIB;
/** Bodies that hold a few fields. */
export const SMALL_BODY = 64 * KIB;

export const okSchema = z.object({ ok: z.literal(true) });

/** `limit` of every list: 1 to 1,000, or to the list's own end. */
export function limitQuery(defaultLimit: number, max = 1_000): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(1).max(max).default(defaultLimit);
}

/**
 * A field with a default that may also be left out by `null` or an empty text, as clients of 0.0.20 do.
 *
 * @param fallback - What is taken then.
 */
export function orDefault<T extends string>(
  schema: z.ZodType<T, T>,
  fallback: NoInfer<T>,
): z.ZodPipe<z.ZodDefault<z.ZodNullable<z.ZodType<T, T>>>, z.ZodTransform<T, T | null>> {
  return z
    .nullable(schema)
    .default(() => fallback as never)
    .transform((value) => (value === null || value === "" ? fallback : value));
}

/** A row id in a path: digits only, so that no other spelling ever reaches a statement. */
export const rowIdSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/, "use a positive whole number")
  .transform(Number);
