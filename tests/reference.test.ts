/**
 * The generated documents say what the sources say, and leave nothing out: every key, event, code and route is
 * described. `pnpm reference` regenerates them. @requirement DOC-1
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ERROR_CODES,
  ERROR_HELP,
  EVENT_SCHEMAS,
  EVENT_TYPES,
  ROUTES,
  settingsJsonSchema,
} from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "../packages/server/src/openapi/document.js";
import type { Schema } from "../scripts/reference/json-type.js";
import { ROOT, references } from "../scripts/reference/references.js";

describe("the generated references", () => {
  test("are those of the present sources", async () => {
    const stale: string[] = [];
    for (const [path, text] of await references())
      if (readFileSync(join(ROOT, path), "utf8") !== text) stale.push(path);
    expect(stale, "regenerate them with: pnpm reference").toEqual([]);
  });

  test("are the same however often they are made", async () => {
    expect([...(await references())]).toEqual([...(await references())]);
  });
});

/** Places of a schema that say nothing about themselves. */
function silent(schema: Schema, path: readonly string[] = []): string[] {
  return Object.entries(schema.properties ?? {})
    .flatMap(([key, child]) => [
      ...(child.description === undefined ? [[...path, key].join(".")] : []),
      ...silent(child, [...path, key]),
    ])
    .concat(
      typeof schema.additionalProperties === "object"
        ? silent(schema.additionalProperties, [...path, "<id>"])
        : [],
    )
    .concat(schema.items === undefined ? [] : silent(schema.items, path));
}

describe("every one", () => {
  test("of the settings' keys says what it does, in a sentence", () => {
    expect(silent(settingsJsonSchema() as Schema)).toEqual([]);
  });

  test.each(EVENT_TYPES)("of the events says when it is sent: %s", (type) => {
    expect(EVENT_SCHEMAS[type].description).toMatch(/^[A-Z].*\.$/);
  });

  test.each(Object.keys(ERROR_CODES))("of the error codes has a meaning and a next step: %s", (code) => {
    const { meaning, action } = ERROR_HELP[code as keyof typeof ERROR_HELP];
    expect([meaning, action].filter((sentence) => !/^[A-Z].*\.$/.test(sentence))).toEqual([]);
  });
});

type Operation = {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: object;
  responses: Record<string, object>;
  security: object[];
};

describe("the OpenAPI document", () => {
  const document = openApiDocument({ version: "1.2.3" });
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  test("holds every route of the table once, under its own name", () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(
      Object.keys(ROUTES).sort(),
    );
  });

  test("has no reference that leads nowhere", () => {
    const lost = referencesIn(document).filter((reference) => at(document, reference) === undefined);
    expect(lost).toEqual([]);
    expect(referencesIn(document).length).toBeGreaterThan(20);
  });

  test("declares exactly the parameters of each path", () => {
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect({ path, declared: declared.map(({ name }) => name) }).toEqual({ path, declared: named });
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  test("names an answer, refusals and a security rule for every operation", () => {
    for (const { path, operation } of operations) {
      expect(Object.keys(operation.responses), path).toContain("200");
      expect(Object.keys(operation.responses), path).toContain("500");
      const route = ROUTES[operation.operationId as keyof typeof ROUTES];
      expect(operation.security.length > 0, path).toBe(route.scope !== "public");
      expect("requestBody" in operation, path).toBe("body" in route);
    }
  });
});

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === "$ref" && typeof child === "string" ? [child] : referencesIn(child),
  );
}

function at(document: unknown, reference: string): unknown {
  let value = document;
  for (const step of reference.replace(/^#\//, "").split("/"))
    value =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  return value;
}
