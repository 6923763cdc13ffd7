/** The answers to invalid input and to hostile ids. */
import { ROUTES, type RouteDefinition } from "@tinyagi/contracts";
import { afterEach, describe, expect, it } from "vitest";
import { createFixture, type Fixture, GOOD_HEADERS, getCode } from "../../test/app-fixture.js";

const fixtures: Fixture[] = [];
function build(): Fixture {
  const fixture = createFixture();
  fixtures.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

type Method = "GET" | "POST" | "PUT";
async function refuse(
  method: Method,
  url: string,
  payload?: unknown,
): Promise<{ error: string; code: string; text: string }> {
  const fixture = build();
  const body = payload === undefined ? {} : { payload: JSON.stringify(payload) };
  const headers = {
    ...GOOD_HEADERS,
    ...(payload === undefined ? {} : { "content-type": "application/json" }),
  };
  const answer = await fixture.app.inject({ method, url, headers, ...body });
  expect(answer.statusCode).toBe(400);
  expect(fixture.calls).toEqual([]);
  const refusal = answer.json<{ error: string; code: string; details: { message: string }[] }>();
  expect(refusal.details.length).toBeGreaterThan(0);
  return { error: refusal.error, code: refusal.code, text: answer.body };
}

describe("refusals of input", () => {
  it.each<[string, Method, string, unknown, string]>([
    ["no body", "POST", "/api/message", undefined, "message is required"],
    ["null", "POST", "/api/message", null, "message is required"],
    ["an array", "POST", "/api/message", [], "message is required"],
    ["an empty message", "POST", "/api/message", { message: "" }, "message is required"],
    ["a message of another type", "POST", "/api/message", { message: 5 }, "message is required"],
    ["no channel", "GET", "/api/responses/pending", undefined, "channel query param required"],
    ["an empty channel", "GET", "/api/responses/pending?channel=", undefined, "channel query param required"],
    [
      "no text for a person",
      "POST",
      "/api/responses",
      { channel: "x", sender: "s" },
      "channel, sender, and message are required",
    ],
    [
      "a model of null",
      "PUT",
      "/api/agents/coder",
      { name: "C", provider: "openai", model: null },
      "name, provider, and model are required",
    ],
    [
      "a leader of null",
      "PUT",
      "/api/teams/dev",
      { name: "D", agents: ["a"], leader_agent: null },
      "name, agents, and leader_agent are required",
    ],
    ["a blank post", "POST", "/api/chatroom/dev", { message: " \n" }, "message is required"],
  ])("keep the sentence of 0.0.20 for %s", async (_name, method, url, payload, sentence) => {
    expect(await refuse(method, url, payload)).toMatchObject({ error: sentence, code: "INVALID_INPUT" });
  });

  it("describe the problem when no field is missing", async () => {
    const refusal = await refuse("POST", "/api/message", { message: "hi", channel: "Not A Channel" });
    expect(refusal.error).toBe("channel: use a lower-case word");
    const agent = await refuse("PUT", "/api/agents/coder", {
      name: "C",
      provider: "x".repeat(900),
      model: "m",
    });
    expect(agent.error).not.toContain("required");
  });

  it("name unknown fields and never quote a value", async () => {
    const payload = {
      name: "canary-1",
      provider: "canary 2",
      model: "m",
      nonsense: "canary-3",
      "<script>": 1,
    };
    const refusal = await refuse("PUT", "/api/agents/coder", payload);
    expect(refusal.text).toContain("nonsense");
    expect(refusal.text).not.toContain("canary");
    expect(refusal.text).not.toContain("script");
  });

  it.each(["limit=0", "limit=1001", "limit=ten", "limit=1.5", "limit=1&limit=2"])(
    "refuse a list with %s",
    async (query) => {
      expect((await refuse("GET", `/api/responses?${query}`)).code).toBe("INVALID_INPUT");
    },
  );
});

it("a filter without a value counts as absent", async () => {
  const fixture = build();
  const ask = (url: string) => fixture.app.inject({ method: "GET", url, headers: GOOD_HEADERS });
  for (const url of ["/api/tasks?status=&assignee=&projectId=&limit=", "/api/schedules?agent="])
    expect((await ask(url)).statusCode).toBe(200);
  const [tasks, schedules] = fixture.calls;
  expect(tasks).toHaveProperty("input.query", { limit: 10_000 });
  expect(schedules).toHaveProperty("input.query", {});
});

/** Strings that no route accepts as an id. */
const HOSTILE_IDS = [
  "..%2F..%2Fx",
  "%00",
  "a%00b",
  "__proto__",
  "constructor",
  "toString",
  "con%20",
  "a%2Fb",
  "a%5Cb",
  "-rf",
  "%E2%80%AE",
  "-1",
  "%0d%0aX-Evil:1",
];
/** Valid names on routes where people and clients choose names freely. All other routes with an id refuse them. */
const FREE_NAMES = ["A", "1e3", "0", "07", "9".repeat(40), "x".repeat(150)];
/**
 * Routes whose ids are folders, labels or message ids of clients. No path and no object key is built from these ids.
 */
const FREELY_NAMED: ReadonlySet<string> = new Set([
  "getPlugin",
  "allowPlugin",
  "denyPlugin",
  "getSchedule",
  "putSchedule",
  "deleteSchedule",
  "scheduleRuns",
  "runSchedule",
  "whyMessage",
]);
const idRoutes = Object.entries<RouteDefinition>(ROUTES).filter(([, route]) => route.params !== undefined);

describe("hostile ids", () => {
  it.each(idRoutes)("are refused by %s with 400 and reach no handler", async (name, route) => {
    const fixture = build();
    const names = FREELY_NAMED.has(name) ? [] : FREE_NAMES;
    for (const id of [...HOSTILE_IDS, ...names, "%zz", "x".repeat(300)]) {
      const url = route.path.replace(/:[A-Za-z]+/g, id);
      const payload =
        route.body === undefined
          ? {}
          : { payload: { name: "n", provider: "openai", model: "m", message: "m" } };
      const answer = await fixture.app.inject({
        method: route.method,
        url,
        headers: GOOD_HEADERS,
        ...payload,
      });
      expect([id, answer.statusCode]).toEqual([id, 400]);
      expect(getCode(answer)).toBe("INVALID_INPUT");
      expect(answer.headers["x-evil"]).toBeUndefined();
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    }
    expect(fixture.calls).toEqual([]);
  });

  it("get the host and token checks first, even when the URL cannot be decoded", async () => {
    const { app } = build();
    const url = "/api/agents/%zz";
    expect((await app.inject({ url, headers: { host: "evil.example" } })).statusCode).toBe(403);
    expect((await app.inject({ url, headers: { host: GOOD_HEADERS.host } })).statusCode).toBe(401);
    expect((await app.inject({ url, headers: GOOD_HEADERS })).statusCode).toBe(400);
  });
});
