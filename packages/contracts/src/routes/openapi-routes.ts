/** The API's own description, for programs and for people. */
import { z } from "zod";
import { type RouteDefinition, SMALL_BODY } from "./route.js";

export const openapiRoutes = {
  openapi: {
    method: "GET",
    path: "/api/openapi.json",
    scope: "read",
    summary: "Get the OpenAPI 3.1 document of this API",
    response: z.record(z.string(), z.json()),
    bodyLimit: SMALL_BODY,
  },
  docs: {
    method: "GET",
    path: "/docs",
    scope: "read",
    summary: "Show this API as a page",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "html",
  },
  docsEntry: {
    method: "GET",
    path: "/docs/open",
    scope: "public",
    summary:
      "Show the page that exchanges the ticket in its fragment for a session and opens `/docs`; contains no data",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "html",
    script: "own",
  },
  docsEntryScript: {
    method: "GET",
    path: "/docs/open.js",
    scope: "public",
    summary: "Get the script of that page",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "text",
  },
} as const satisfies Record<string, RouteDefinition>;
