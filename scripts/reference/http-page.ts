/** `docs/reference/http-api.md`: the route table, by group. */
import { ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { getGroup } from "../../packages/server/src/openapi/group.js";
import { code, prose, table } from "./markdown.js";

export function httpPage(): string {
  const routes: readonly [string, RouteDefinition][] = Object.entries(ROUTES);
  const groups = new Map<string, string[][]>();
  for (const [name, route] of routes) {
    const group = getGroup(route.path);
    const rows = groups.get(group) ?? [];
    rows.push([
      code(`${route.method} ${route.path}`),
      code(name),
      describeRight(route),
      prose(route.summary),
    ]);
    groups.set(group, rows);
  }
  const head = ["Route", "Operation", "Who", "What"];
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([group, rows]) => `### ${group}\n\n${table(head, rows.sort(byRoute))}`)
    .join("\n\n");
}

function describeRight({ scope, callers = [] }: RouteDefinition): string {
  return scope === "public" ? "open" : [scope, ...callers].join(", ");
}

/** By path, then by method. */
function byRoute([left = ""]: string[], [right = ""]: string[]): number {
  const key = (cell: string): string => cell.replace(/^`(\S+) (.*)`$/, "$2 $1");
  return key(left) < key(right) ? -1 : 1;
}
