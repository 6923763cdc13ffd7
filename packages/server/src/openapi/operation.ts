/** Converts one route of the table to an OpenAPI operation. */
import type { RouteDefinition } from "@tinyagi/contracts";
import type { ComponentSchemas, Json, JsonObject } from "./component-schemas.js";
import { getGroup } from "./group.js";

const CONTENT_TYPES = {
  json: "application/json",
  text: "text/plain",
  html: "text/html",
  file: "application/octet-stream",
} as const;

/** Refusals by status, with their names in `components.responses`. */
export const REFUSALS: Readonly<Record<string, readonly [name: string, description: string]>> = {
  "400": ["BadRequest", "The input is not valid. `details` lists the problems."],
  "401": ["Unauthorized", "The token is missing or wrong."],
  "403": ["Forbidden", "This host, origin or caller has no permission."],
  "404": ["NotFound", "The resource does not exist."],
  "409": ["Conflict", "The request conflicts with the current state."],
  "410": ["Gone", "The journal no longer contains these events."],
  "413": ["TooLarge", "The body is larger than the route accepts."],
  "415": ["UnsupportedMediaType", "The body is not `application/json`."],
  "429": ["RateLimited", "Too many requests. Wait as long as `Retry-After` says."],
  "500": ["Failure", "An internal error. The daemon's log has the cause under `x-request-id`."],
  "503": ["Unavailable", "The daemon cannot serve this now. `Retry-After` says when to try again."],
};

/** Converts `/api/runs/:id/tree` to `/api/runs/{id}/tree`. */
export function openApiPath(path: string): string {
  return path.replace(/:([A-Za-z_]+)/g, "{$1}");
}

export function toOperation(name: string, route: RouteDefinition, schemas: ComponentSchemas): JsonObject {
  const parameters = [
    ...toParameters("path", route.params, schemas),
    ...toParameters("query", route.query, schemas),
    ...(route.stream === "sse" ? [LAST_EVENT_ID] : []),
  ];
  return {
    operationId: name,
    summary: route.summary,
    tags: [getGroup(route.path)],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body, schemas) }),
    responses: { "200": goodAnswer(route, schemas), ...listRefusals(route) },
    security: toSecurity(route),
    "x-scope": route.scope,
    "x-max-body-bytes": route.bodyLimit,
    ...(route.callers === undefined ? {} : { "x-callers": [...route.callers] }),
  };
}

const LAST_EVENT_ID: JsonObject = {
  name: "Last-Event-ID",
  in: "header",
  required: false,
  description: "Id of the last event the client received. The stream starts with the events after it.",
  schema: { type: "integer", minimum: 0 },
};

function toParameters(
  place: "path" | "query",
  schema: RouteDefinition["params"],
  schemas: ComponentSchemas,
): JsonObject[] {
  if (schema === undefined) return [];
  const { properties, required } = schemas.convert(schema, "input") as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || (required ?? []).includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function requestBody(body: NonNullable<RouteDefinition["body"]>, schemas: ComponentSchemas): JsonObject {
  return {
    required: !body.safeParse(undefined).success,
    content: { [CONTENT_TYPES.json]: { schema: schemas.convert(body, "input") } },
  };
}

function goodAnswer(route: RouteDefinition, schemas: ComponentSchemas): JsonObject {
  if (route.stream === "mcp") {
    return {
      description:
        "Messages of the Model Context Protocol: JSON, or server-sent events with one message each.",
      content: {
        "application/json": { schema: { type: "object" } },
        "text/event-stream": { schema: { type: "string" } },
      },
    };
  }
  if (route.stream === "sse") {
    return {
      description: "Server-sent events: `id` is the journal's sequence number, `data` one JSON object.",
      content: { "text/event-stream": { schema: { type: "string" } } },
    };
  }
  const type = CONTENT_TYPES[route.answer ?? "json"];
  const content = { [type]: { schema: schemas.convert(route.response, "output") } };
  if (route.stream === "on-request")
    return {
      description: "Done; with `stream: true` server-sent events.",
      content: { ...content, "text/event-stream": { schema: { type: "string" } } },
    };
  return { description: "Done.", content };
}

function listRefusals(route: RouteDefinition): JsonObject {
  const statuses = ["403", "500", "503"];
  if (route.scope !== "public") statuses.push("401", "429");
  if (route.params !== undefined) statuses.push("404");
  if (route.params !== undefined || route.query !== undefined || route.body !== undefined)
    statuses.push("400");
  if (route.method !== "GET") statuses.push("409", "413", "415");
  if (route.stream === "sse") statuses.push("410");
  return Object.fromEntries(
    statuses
      .sort()
      .map((status): [string, Json] => [status, { $ref: `#/components/responses/${REFUSALS[status]?.[0]}` }]),
  );
}

function toSecurity(route: RouteDefinition): Json[] {
  return route.scope === "public" ? [] : [{ token: [] }, { session: [] }];
}
