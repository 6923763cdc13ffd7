/** What a client needs of the tables of routes and events, without any schema: a page that calls routes loads no validator. */
import { EVENT_SCHEMAS, ROUTES, type RouteDefinition } from "@tinyagi/contracts";

export const WIRE_TABLE = "packages/contracts/src/wire-table.ts";

/** The source of that file. */
export function wireTable(): string {
  const routes = Object.fromEntries(
    Object.entries<RouteDefinition>(ROUTES).map(([name, { method, path, answer }]) => [
      name,
      { method, path, ...(answer === undefined || answer === "json" ? {} : { answer: "text" }) },
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
}

/** The routes of the HTTP API without their schemas. */
export const ROUTE_FACTS: Readonly<Record<RouteName, RouteFacts>> = ${JSON.stringify(routes)};

/** The types of all journal events. */
export const EVENT_NAMES: readonly JournalEvent["type"][] = ${JSON.stringify(Object.keys(EVENT_SCHEMAS))};
`;
}
