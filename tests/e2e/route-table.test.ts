/**
 * The whole route table against a real daemon: good calls by the typed client in the shapes of 0.0.20, and the same
 * calls without a token, with bad bodies, with a wrong type, with ids nothing has and with hostile ones.
 *
 * @requirement API-1
 */
import { ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTE_CALLS, type RouteCase } from "../support/route-calls.js";
import { openWorld, type World } from "../support/route-world.js";
import { type Answer, call } from "./support/answer.js";

type JsonName = keyof typeof ROUTE_CALLS;
const NAMES = Object.keys(ROUTE_CALLS) as JsonName[];
const getCase = (name: JsonName): RouteCase<JsonName> => ROUTE_CALLS[name] as RouteCase<JsonName>;
const getRoute = (name: JsonName): RouteDefinition => ROUTES[name];
const HOSTILE = [
  ...["..%2f..%2fetc", "%2e%2e", "__proto__", "constructor", "a%00b", "%ff", "%3Cscript%3E", "--help"],
  ...["%27%20OR%201=1", "A".repeat(300), "%E2%80%AE", "1e3", "-1"],
];
const BAD_BODIES = ["[]", '"text"', "null", "1", '{"a":', '{"__proto__":{"x":1}}x'];
const GUESSES: Readonly<Partial<Record<JsonName, readonly number[]>>> = {
  receiveHook: [401],
  dismissPairing: [429],
};
/** A secret that nobody made. */
const SECRET_ADDRESSES: ReadonlySet<string> = new Set(["showFile", "showShared"]);
const TOKEN_ERRORS = new Set(["receiveHook", "openSession"]);

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.stage[Symbol.asyncDispose]());

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}
const getArgs = (name: JsonName): Parts => getCase(name).args(world.ids) as Parts;

/** The route's path with these parameters as they are, already encoded. */
function toPath(name: JsonName, parts: Parts): string {
  const path = getRoute(name).path.replace(
    /:([a-zA-Z]+)/g,
    (_all, key: string) => parts.params?.[key] || "x",
  );
  const query = new URLSearchParams(
    Object.entries(parts.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return query === "" ? path : `${path}?${query}`;
}

function send(
  name: JsonName,
  parts: Parts,
  headers: Record<string, string | undefined> = {},
): Promise<Answer> {
  const { method } = getRoute(name);
  const target = { method, path: toPath(name, parts) };
  const authorization = `Bearer ${world.daemon.token}`;
  return call(world.daemon.port, target, {
    headers: { authorization, ...headers },
    ...(parts.body === undefined ? {} : { body: parts.body }),
  });
}

/** The answer, or its first row. */
function first(value: unknown): Record<string, unknown> {
  return ((Array.isArray(value) ? value[0] : value) ?? {}) as Record<string, unknown>;
}

/** What must not have changed after a refusal. */
async function state(): Promise<unknown> {
  const { client } = world.daemon;
  const [settings, tasks, projects, pairings] = await Promise.all([
    client.call("getSettings"),
    client.call("listTasks"),
    client.call("listProjects"),
    client.call("listPairings"),
  ]);
  return { settings, tasks, projects, pairings };
}

test("every JSON route has a case, and every case a route", () => {
  const json = Object.entries(ROUTES as Readonly<Record<string, RouteDefinition>>)
    .filter(([, { stream }]) => stream === undefined || stream === "on-request")
    .map(([name]) => name);
  expect([...NAMES].sort()).toEqual(json.sort());
});

describe("without a token", () => {
  test.each(NAMES)("%s is refused unless it is open", async (name) => {
    const answer = await send(name, getArgs(name), { authorization: undefined });
    if (getRoute(name).scope !== "public") expect(answer.status).toBe(401);
    else if (TOKEN_ERRORS.has(name)) expect([400, 401]).toContain(answer.status);
    else if (SECRET_ADDRESSES.has(name)) expect(answer.status).toBe(404);
    else expect(answer.status).toBe(200);
  });
});

describe("wrong bodies", () => {
  const withBody = NAMES.filter((name) => getRoute(name).body !== undefined && name !== "receiveHook");

  test.each(withBody)("%s refuses what is no object of its fields", async (name) => {
    const before = await state();
    for (const body of BAD_BODIES) {
      const answer = await send(name, { ...getArgs(name), body }, { "content-type": "application/json" });
      expect({ body, status: answer.status }).toEqual({ body, status: 400 });
      expect(answer.body).toMatchObject({ error: expect.anything(), code: expect.any(String) });
    }
    expect(await state()).toEqual(before);
  });

  test.each(withBody)("%s takes nothing but application/json", async (name) => {
    const body = JSON.stringify(getArgs(name).body ?? {});
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
      expect((await send(name, { ...getArgs(name), body }, { "content-type": type })).status).toBe(415);
  });
});

describe("wrong ids", () => {
  const withId = NAMES.filter((name) => getRoute(name).params !== undefined);

  test.each(withId.filter((name) => getCase(name).nobody !== undefined))(
    "%s says that nothing has an unknown id",
    async (name) => {
      const { nobody, unknown } = getCase(name);
      const answer = await send(name, { ...getArgs(name), params: { ...nobody } });
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: unknown ?? 404,
        body: expect.anything(),
      });
    },
  );

  test.each(withId)("%s refuses hostile ids and nothing comes of them", async (name) => {
    const before = await state();
    const parts = getArgs(name);
    const keys = [...getRoute(name).path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] ?? "");
    for (const key of keys)
      for (const hostile of HOSTILE) {
        const answer = await send(name, { ...parts, params: { ...parts.params, [key]: hostile } });
        // Guesses at a secret have a limit of their own.
        const harmless = [400, 404, ...(GUESSES[name] ?? [])];
        expect(harmless, `${key}=${hostile}: ${answer.status} ${answer.text.slice(0, 200)}`).toContain(
          answer.status,
        );
        expect(answer.text).not.toMatch(/script|OR 1=1|etc\b/);
      }
    expect(await state()).toEqual(before);
  });
});

describe("good calls", () => {
  test.each(NAMES.filter((name) => getCase(name).elsewhere === undefined))(
    "%s answers in its schema and with what 0.0.20 had",
    async (name) => {
      const invoke = world.daemon.client.call as (name: JsonName, args: object) => Promise<unknown>;
      const answer = await invoke(name, getCase(name).args(world.ids));
      const parsed = getRoute(name).response.safeParse(answer);
      expect(parsed.error?.issues ?? []).toEqual([]);
      const { legacy, inside, keep } = getCase(name);
      keep?.(answer as never, world.ids);
      const sample = first(answer);
      expect(Object.keys(sample)).toEqual(expect.arrayContaining([...(legacy ?? [])]));
      for (const [key, fields] of Object.entries(inside ?? {}))
        expect(Object.keys(first(sample[key]))).toEqual(expect.arrayContaining([...fields]));
    },
  );
});
