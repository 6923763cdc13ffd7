/** @requirement HEARTBEAT-1 */
import { AppError, type Settings } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { RouteContext } from "../../route-handlers.js";
import { agents, createHandlerFixture } from "../fixture.js";
import type { Services } from "../services.js";
import { heartbeatHandlers } from "./heartbeat-handlers.js";

const settings = { agents: agents("coder") };

test("an agent's heartbeat can be read and changed field by field", async () => {
  const { call, current } = await createHandlerFixture(settings);
  const before = await call("GET", "/api/agents/coder/heartbeat");
  expect(before.body).toEqual({
    content: "",
    path: expect.stringMatching(/coder\/heartbeat\.md$/),
    // Nobody has asked for it.
    enabled: false,
  });
  const put = (body: object) => call("PUT", "/api/agents/coder/heartbeat", body);
  expect((await put({ content: "Look around.\n", interval: 600 })).body).toEqual({ ok: true });
  expect((await call("GET", "/api/agents/coder/heartbeat")).body).toMatchObject({
    content: "Look around.\n",
    enabled: true,
    interval: 600,
  });
  await put({ enabled: false });
  expect(current.settings.agents.coder?.heartbeat).toEqual({ enabled: false, interval: 600 });
  await put({ interval: null, enabled: true });
  expect((await call("GET", "/api/agents/coder/heartbeat")).body).toMatchObject({
    content: "Look around.\n",
  });
  expect(current.settings.agents.coder?.heartbeat).toEqual({ enabled: true });
});

test("a wrong interval and an unknown agent are refused and change nothing", async () => {
  const { call, current } = await createHandlerFixture(settings);
  for (const interval of [-1, 1.5, "60", 99_999_999])
    expect((await call("PUT", "/api/agents/coder/heartbeat", { interval })).status).toBe(400);
  expect(current.settings.agents.coder?.heartbeat).toBeUndefined();
  for (const [method, path] of [
    ["GET", ""],
    ["PUT", ""],
    ["POST", "/run"],
  ] as const) {
    const missing = await call(
      method,
      `/api/agents/nobody/heartbeat${path}`,
      method === "PUT" ? {} : undefined,
    );
    expect(missing).toMatchObject({ status: 404, body: { error: "agent 'nobody' not found" } });
  }
});

test("an interval below ten seconds is refused; one in older settings is shown as its effective value, which can be sent back", async () => {
  const { call, current } = await createHandlerFixture({
    agents: {
      ...agents("coder"),
      fast: { name: "Fast", provider: "demo", model: "", heartbeat: { interval: 3 } },
    },
  });
  for (const interval of [1, 9]) {
    const refused = await call("PUT", "/api/agents/coder/heartbeat", { interval });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain("use 0 for never, or at least 10 seconds");
  }
  for (const interval of [0, 10])
    expect((await call("PUT", "/api/agents/coder/heartbeat", { interval })).status).toBe(200);
  const { body } = await call("GET", "/api/agents/fast/heartbeat");
  expect(body.interval).toBe(10);
  const { interval, enabled } = body;
  expect((await call("PUT", "/api/agents/fast/heartbeat", { interval, enabled })).status).toBe(200);
  expect(current.settings.agents.fast?.heartbeat).toEqual({ enabled: true, interval: 10 });
});

test("a heartbeat can be sent by hand, and status and list show it", async () => {
  const { call, clock, settled } = await createHandlerFixture(settings, { coder: () => "all quiet" });
  expect((await call("GET", "/api/status")).body.heartbeat).toEqual({
    running: false,
    interval: 3_600,
    lastSent: {},
  });
  const { body } = await call("POST", "/api/agents/coder/heartbeat/run");
  expect(body).toMatchObject({ ok: true, messageId: expect.stringMatching(/^heartbeat_coder_/) });
  await settled();
  const seconds = Math.floor(clock.now() / 1_000);
  expect((await call("GET", "/api/status")).body.heartbeat.lastSent).toEqual({ coder: seconds });
  expect((await call("GET", "/api/heartbeats")).body).toEqual([
    {
      agent: "coder",
      enabled: false,
      reason: expect.stringContaining("demo"),
      why: "demo",
      interval: 0,
      lastSentAt: clock.now(),
      nextDueAt: null,
      failures: 0,
      conversationId: body.conversationId,
    },
  ]);
  const detail = await call("GET", `/api/conversations/${body.conversationId}`);
  expect(detail.body.replies).toMatchObject([{ message: expect.stringContaining("all quiet") }]);
});

test("an agent that is removed meanwhile is not found, and its settings are no invalid ones", async () => {
  let known = partial<Settings>({ agents: { coder: { name: "Coder" } } });
  const update = async () => {
    known = partial<Settings>({ agents: {} });
    throw new AppError("SETTINGS_INVALID", "The agent has no name.");
  };
  const services = partial<Services>({ settings: partial({ current: () => known, update }) });
  const context = partial<RouteContext>({ author: { kind: "operator", label: "you" } });
  const put = heartbeatHandlers(services).putHeartbeat(
    { params: { id: "coder" }, query: undefined, body: { enabled: true } },
    context,
  );
  await expect(put).rejects.toMatchObject({ code: "NOT_FOUND" });
});
