/** The API's own description, for programs and for people. */
import { z } from "zod";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const openapiRoutes = {
  openapi: route(
    {
      method: "GET",
      path: "/api/openapi.json",
      scope: "read",
      summary: "Get the OpenAPI 3.1 document of this API",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.record(z.string(), z.json()),
    },
  ),
  docs: route(
    {
      method: "GET",
      path: "/docs",
      scope: "read",
      summary: "Show this API as a page",
      bodyLimit: SMALL_BODY,
      answer: "html",
    },
    {
      response: () => z.string(),
    },
  ),
  docsEntry: route(
    {
      method: "GET",
      path: "/docs/open",
      scope: "public",
      summary:
        "Show the page that exchanges the ticket in its fragment for a session and shows `/docs`; contains no data",
      bodyLimit: SMALL_BODY,
      answer: "html",
      script: "own",
    },
    {
      response: () => z.string(),
    },
  ),
  docsEntryScript: route(
    {
      method: "GET",
      path: "/docs/open.js",
      scope: "public",
      summary: "Get the script of that page",
      bodyLimit: SMALL_BODY,
      answer: "text",
    },
    {
      response: () => z.string(),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
