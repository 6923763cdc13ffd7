import { describe, expect, test } from "vitest";
import { ROUTES } from "./table.js";

const entries = Object.entries(ROUTES);

describe("the route table", () => {
  test("contains each method and path once", () => {
    const keys = entries.map(([, route]) => `${route.method} ${route.path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(entries)("%s is complete", (_name, route) => {
    expect(route.path).toMatch(/^\/(healthz|docs|metrics|mcp$|api\/|v1\/|view\/:secret$|shared\/:secret$)/);
    expect(route.summary).not.toBe("");
    expect(route.bodyLimit).toBeGreaterThan(0);
    expect(route.bodyLimit).toBeLessThanOrEqual(8 * 1_024 * 1_024);
    expect(route.response).toBeDefined();
    expect("params" in route).toBe(route.path.includes(":"));
  });

  test("only health, tickets with their page, secret addresses of files and signed webhooks are public, and every changing route needs the scope write", () => {
    const open = entries.filter(([, route]) => route.scope === "public").map(([name]) => name);
    expect(open.sort()).toEqual([
      "docsEntry",
      "docsEntryScript",
      "healthz",
      "openSession",
      "receiveHook",
      "showFile",
      "showShared",
    ]);
    for (const [name, route] of entries) {
      if (route.method !== "GET" && !open.includes(name)) expect(route.scope).toBe("write");
    }
  });

  test("lists accept 1 to 1,000, those of an own maximum that one, and refuse other values", () => {
    const own = new Map([
      ["listTasks", 10_000],
      ["runTrace", 10_000],
      ["queueLanes", 100],
      ["recallCompany", 50],
      ["listArtifacts", 200],
    ]);
    for (const [name, route] of entries) {
      if (!("query" in route) || !("limit" in route.query.shape)) continue;
      const query = (limit: string) => route.query.safeParse({ limit, channel: "c", q: "word" }).success;
      const max = own.get(name) ?? 1_000;
      expect([query("1"), query(`${max}`)]).toEqual([true, true]);
      expect(["0", "-1", `${max + 1}`, "abc", "1.5", ""].filter(query)).toEqual([]);
    }
  });

  test("row ids are digits only", () => {
    const { params } = ROUTES.retryDead;
    expect(params.parse({ id: "12" })).toEqual({ id: 12 });
    for (const id of ["0", "-1", "1e3", "0x1", " 1", "1.0", "9".repeat(16), "__proto__"])
      expect(params.safeParse({ id }).success).toBe(false);
  });
});
