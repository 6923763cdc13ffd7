/** What a client needs of the tables of routes and events, without any schema: a page that calls routes loads no validator. */
import { EVENT_SCHEMAS, ROUTES, type RouteDefinition } from "@tinyagi/contracts";

export const WIRE_TABLE = "packages/contracts/src/wire-table.ts";

type Schema = RouteDefinition["response"];

/** What the answer of a route is at its top, when that is one shape. */
function shapeOf(response: Schema): { list?: true; map?: true; has?: string[] } {
  if (response.def.type === "array") return { list: true };
  if (isMapOfObjects(response)) return { map: true };
  if (!("shape" in response)) return {};
  const fields = Object.entries(response.shape as Record<string, Schema>).filter(
    ([, field]) => !field.safeParse(undefined).success,
  );
  const names = fields.map(([name]) => name);
  // Many programs answer with "ok".
  const own = names.filter((name) => name !== "ok");
  const has = own.length === 0 ? names : own;
  return has.length === 0 ? {} : { has };
}

/** An object with any names, whose values are objects. */
function isMapOfObjects(response: Schema): boolean {
  return response.def.type === "record" && response.safeParse({ a: 1 }).success === false;
}

/** The source of that file. */
export function wireTable(): string {
  const routes = Object.fromEntries(
    Object.entries<RouteDefinition>(ROUTES).map(([name, { method, path, answer, response }]) => [
      name,
      {
        method,
        path,
        ...(answer === undefined || answer === "json" ? shapeOf(response) : { answer: "text" }),
      },
    ]),
  );
  return `/** Generated from the tables of routes and events by \`pnpm reference\`. Do not edit. */
import type { JournalEvent } from "./event.js";
import type { RouteMethod } from "./routes/route.js";
import type { RouteName } from "./routes/table.js";

/** What a client needs of a route. Absent \`answer\`: JSON. */
export interface RouteFacts {
  readonly method: RouteMethod;
  readonly path: string;
  readonly answer?: "text";
  /** The answer is a list. */
  readonly list?: true;
  /** The answer is an object with any names, whose values are objects. */
  readonly map?: true;
  /** The answer is an object with these fields, among others. */
  readonly has?: readonly string[];
}

/** The routes of the HTTP API without their schemas. */
export const ROUTE_FACTS: Readonly<Record<RouteName, RouteFacts>> = ${JSON.stringify(routes)};

/** The types of all journal events. */
export const EVENT_NAMES: readonly JournalEvent["type"][] = ${JSON.stringify(Object.keys(EVENT_SCHEMAS))};
`;
}
