/** The OpenAPI 3.1 document of the route table. Pure: the same table always gives the same document. */
import { ERROR_CODES, ROUTES, type RouteDefinition, SESSION_HEADER } from "@tinyagi/contracts";
import { z } from "zod";
import { createComponentSchemas, type Json, type JsonObject } from "./component-schemas.js";
import { getGroup } from "./group.js";
import { openApiPath, REFUSALS, toOperation } from "./operation.js";

const INTRODUCTION = `The HTTP API of the TinyAGI daemon, which listens on this machine only.

Send \`Authorization: Bearer <token>\` with the token of \`<home>/auth/token\`. Bodies are \`application/json\`. A refusal is
\`{"error": "…", "code": "…", "details": []}\`; codes never change their meaning. Secrets in answers are masked, and a
mask that you send back keeps the stored value. Times are milliseconds since the epoch.`;

const errorSchema = z.object({
  error: z.string().describe("What happened and what to do next."),
  code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
  details: z
    .array(z.object({ path: z.string().optional(), message: z.string() }))
    .optional()
    .describe("Each problem and its location in the input."),
  ok: z.literal(false).optional().describe("Only on routes where clients of 0.0.20 expect it."),
  messageId: z.string().optional().describe("With `DUPLICATE_MESSAGE`: the repeated id."),
});

/**
 * @param options.version of the daemon
 * @returns the document as plain JSON
 */
export function openApiDocument(options: { version: string }): JsonObject {
  const schemas = createComponentSchemas();
  const routes: readonly [string, RouteDefinition][] = Object.entries(ROUTES);
  const paths: Record<string, JsonObject> = {};
  const groups = new Set<string>();
  for (const [name, route] of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(name, route, schemas) };
    groups.add(getGroup(route.path));
  }
  const error = schemas.convert(errorSchema, "output");
  return {
    openapi: "3.1.0",
    info: {
      title: "TinyAGI",
      version: options.version,
      description: INTRODUCTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "http://127.0.0.1:3777" }],
    security: [{ token: [] }, { session: [] }],
    tags: [...groups].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([left], [right]) => (left < right ? -1 : 1))),
    components: {
      schemas: { ...schemas.all(), Error: error },
      responses: refusalResponses(),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES: JsonObject = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "The token of the operator, of an agent's run or of a channel.",
  },
  session: {
    type: "apiKey",
    in: "header",
    name: SESSION_HEADER,
    description: "A browser's session. It works only from the pages of the daemon.",
  },
};

function refusalResponses(): JsonObject {
  const content: Json = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries(
    Object.values(REFUSALS).map(([name, description]): [string, Json] => [name, { description, content }]),
  );
}
