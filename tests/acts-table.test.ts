/** The table of acts: every route has one, the guide shows it, and the tokens of runs and channels open nothing else. */
import { readFileSync } from "node:fs";
import {
  ACT_CALLERS,
  ACTS,
  ROUTE_ACTS,
  ROUTES,
  type RouteDefinition,
  type RouteName,
  toAct,
} from "@tinyagi/contracts";
import { expect, test } from "vitest";

const routes = Object.entries(ROUTES) as [RouteName, RouteDefinition][];
const guide = readFileSync(new URL("../docs/guide/security.md", import.meta.url), "utf8");

test("every route that changes something names its act, and no other name is in the table", () => {
  const named = new Set(Object.keys(ROUTE_ACTS));
  const changing = routes.filter(([, { method, scope }]) => method !== "GET" || scope !== "read");
  expect(changing.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
  expect([...named].filter((name) => !Object.hasOwn(ROUTES, name))).toEqual([]);
});

test("a route lists runs and channels only if its act lets them in", () => {
  const odd = routes.filter(([name, { callers = [] }]) =>
    callers.some((caller) => ACTS[toAct(name)][caller] !== "listed"),
  );
  expect(odd.map(([name]) => name)).toEqual([]);
});

test("no act that needs a confirmation, or that a page may not do, is a route that only reads", () => {
  const reading = routes.filter(([, { scope }]) => scope === "read").map(([name]) => toAct(name));
  expect(new Set(reading.filter((act) => ACTS[act].session !== "allowed"))).toEqual(
    new Set(["confirmation.give"]),
  );
});

test("acts of commands have no route, and every other act has one", () => {
  const used = new Set(routes.map(([name]) => toAct(name)));
  // A change of the settings becomes this act when a guard gets weaker.
  used.add("settings.weaken");
  const local = Object.entries(ACTS).flatMap(([id, act]) => ("local" in act ? [id] : []));
  expect(Object.keys(ACTS).filter((id) => !(used as Set<string>).has(id))).toEqual(local);
});

test("the guide shows the whole table", () => {
  const rows = guide
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, id = ""]) => id.startsWith("`") && id.slice(1, -1) in ACTS);
  const shown = rows.map(([, id = "", what, ...rights]) => [
    id.slice(1, -1),
    what,
    ...rights.slice(0, ACT_CALLERS.length),
  ]);
  expect(shown).toEqual(
    Object.entries(ACTS).map(([id, act]) => [id, act.what, ...ACT_CALLERS.map((caller) => act[caller])]),
  );
});
