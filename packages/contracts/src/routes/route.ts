/**
 * The shape of one route. The table of these routes is the only description of the HTTP API: the server binds
 * handlers to it, it defines the types of the client, and a test calls every row.
 */
import { z } from "zod";

export type RouteMethod = "GET" | "POST" | "PUT" | "DELETE";

/** Who may call: `public` needs no token, `read` and `write` need the operator's (or a scoped) token. */
export type RouteScope = "public" | "read" | "write";

/** Callers in addition to the operator: an agent's run and a channel, each with its own token. */
export type RouteCaller = "run" | "channel";

export interface RouteDefinition {
  method: RouteMethod;
  /** Fastify path, e.g. `/api/queue/dead/:id`. */
  path: string;
  scope: RouteScope;
  /** Callers in addition to the operator. The handler limits them to their own resources. Default: none. */
  callers?: readonly RouteCaller[];
  summary: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  /** Largest accepted body in bytes. */
  bodyLimit: number;
  /** `ok-false`: refusals also contain `ok: false`, for clients of 0.0.20. `openai`: refusals have OpenAI's shape. */
  refusal?: "ok-false" | "openai";
  /**
   * The kind of a successful answer; default `json`. Handlers of `text` and `html` return a string, those of `file` the
   * bytes of a file with its own policy.
   */
  answer?: "json" | "text" | "html" | "file";
  /** A link on a page of others may lead here: a browser that opens it in a window is not refused. */
  linked?: true;
  /** `own`: a page that may load scripts of this server and call it. Never for a page that shows texts of people. */
  script?: "own";
  /** The handler also gets the raw bytes of the body, to verify a signature over them. */
  rawBody?: true;
  /**
   * `sse` answers with an event stream instead of JSON; `on-request` with either, as the body says; `mcp` as the Model
   * Context Protocol says.
   */
  stream?: "sse" | "on-request" | "mcp";
}

type Parts = "params" | "query" | "body" | "response";
type Facts = Omit<RouteDefinition, Parts>;
type Builders = { readonly [P in Parts]?: () => z.ZodType };
type Built<B extends Builders> = { readonly [P in keyof B]: B[P] extends () => infer S ? S : never };

/**
 * A route whose schemas are built when they are first read: a program that starts needs the paths of all routes, and
 * the schemas of the few that it serves or calls.
 */
export function route<const F extends Facts, B extends Builders>(facts: F, builders: B): F & Built<B> {
  const definition = { ...facts };
  for (const [part, build] of Object.entries(builders)) {
    let schema: z.ZodType | undefined;
    Object.defineProperty(definition, part, {
      enumerable: true,
      get: () => {
        schema ??= build();
        return schema;
      },
    });
  }
  return definition as F & Built<B>;
}

export const KIB = 1_024;
export const MIB = 1_024 * KIB;
/** For bodies with a few fields. */
export const SMALL_BODY = 64 * KIB;

export const okSchema = z.object({ ok: z.literal(true) });

/** `limit` of every list: 1 to 1,000, or to the list's own maximum. */
export function limitQuery(defaultLimit: number, max = 1_000): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce.number().int().min(1).max(max).default(defaultLimit);
}

/**
 * A field with a default. `null` and an empty text also count as absent, because clients of 0.0.20 send them.
 *
 * @param fallback the value of an absent field
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

/** A row id in a path: digits only, so that no other spelling reaches a statement. */
export const rowIdSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,14}$/, "use a positive whole number")
  .transform(Number);
