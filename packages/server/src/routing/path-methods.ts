/** Finds the methods of a path, for the 405 answer and its `Allow` header. */
import type { RouteDefinition } from "@tinyagi/contracts";

/** Returns a function from a request path (without query) to the methods of its routes; empty for an unknown path. */
export function createPathMethods(routes: readonly RouteDefinition[]): (path: string) => string[] {
  const patterns = routes.map((route) => ({
    pattern: new RegExp(
      `^${route.path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/:[A-Za-z]+/g, "[^/]+")}$`,
    ),
    methods: route.method === "GET" && route.stream === undefined ? ["GET", "HEAD"] : [route.method],
  }));
  return (path) => [
    ...new Set(patterns.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
  ];
}
