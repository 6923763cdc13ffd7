/** The API's own description, for programs and for people. */
import { z } from "zod";
import { type RouteDefinition, SMALL_BODY } from "./route.js";

export const openapiRoutes = {
  openapi: {
    method: "GET",
    path: "/api/openapi.json",
    scope: "read",
    summary: "OpenAPI 3.1 document of this API",
    response: z.record(z.string(), z.json()),
    bodyLimit: SMALL_BODY,
  },
  docs: {
    method: "GET",
    path: "/docs",
    scope: "read",
    summary: "This API as a page to read",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "html",
  },
  docsEntry: {
    method: "GET",
    path: "/docs/open",
    scope: "public",
    summary: "Page that opens a session with the ticket in its fragment and goes to `/docs`; holds no data",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "html",
    script: "own",
  },
  docsEntryScript: {
    method: "GET",
    path: "/docs/open.js",
    scope: "public",
    summary: "The script of that page",
    response: z.string(),
    bodyLimit: SMALL_BODY,
    answer: "text",
  },
} as const satisfies Record<string, RouteDefinition>;
