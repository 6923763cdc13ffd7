import { expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { ROUTES } from "./table.js";

function counted() {
  const built: string[] = [];
  const definition = route(
    { method: "GET", path: "/x/:id", scope: "read", summary: "Read it", bodyLimit: SMALL_BODY },
    {
      params: () => {
        built.push("params");
        return z.object({ id: z.string() });
      },
      response: () => {
        built.push("response");
        return z.object({ ok: z.literal(true) });
      },
    },
  );
  return { built, definition };
}

it("a route builds each of its schemas when it is first read, once", () => {
  const { built, definition } = counted();
  expect({ path: definition.path, built }).toEqual({ path: "/x/:id", built: [] });
  expect(definition.params.parse({ id: "1" })).toEqual({ id: "1" });
  expect(definition.params).toBe(definition.params);
  expect(built).toEqual(["params"]);
});

it("a route has the schemas it was given and no others, by value and by type", () => {
  const { definition } = counted();
  expect(Object.keys(definition).sort()).toEqual([
    "bodyLimit",
    "method",
    "params",
    "path",
    "response",
    "scope",
    "summary",
  ]);
  expectTypeOf(definition).toExtend<RouteDefinition>();
  expectTypeOf(definition.method).toEqualTypeOf<"GET">();
  expectTypeOf<z.output<typeof definition.params>>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<keyof typeof definition>().not.toEqualTypeOf<keyof RouteDefinition>();
});

it("no route of the table builds a schema before it is used", () => {
  const eager = Object.entries(ROUTES).filter(([, definition]) =>
    (["params", "query", "body", "response"] as const).some(
      (part) => Object.getOwnPropertyDescriptor(definition, part)?.value !== undefined,
    ),
  );
  expect(eager.map(([name]) => name)).toEqual([]);
});
