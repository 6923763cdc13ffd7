/** @requirement SCHEDULE-1 */
import { AGENT_SCHEDULES_MAX, AGENT_SCHEDULES_PER_HOUR } from "@tinyagi/features";
import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

const settings = {
  agents: agents("coder", "writer"),
  teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
};
const good = { agentId: "coder", message: "look", cron: "0 9 * * *", label: "daily", timeZone: "UTC" };

describe("the routes of schedules", () => {
  test("create, read, change and remove a schedule, by id and by label", async () => {
    const { call } = await createHandlerFixture(settings);
    const created = await call("POST", "/api/schedules", good);
    expect(created).toMatchObject({
      status: 200,
      body: { ok: true, schedule: { label: "daily", enabled: true } },
    });
    const { id } = created.body.schedule;
    expect((await call("GET", "/api/schedules?agent=coder")).body).toEqual([created.body.schedule]);
    expect((await call("GET", "/api/schedules?agent=writer")).body).toEqual([]);
    for (const name of [id, "daily"])
      expect((await call("GET", `/api/schedules/${name}`)).body).toEqual(created.body.schedule);
    // TinyOffice 0.0.20 sends the whole schedule, including read-only fields.
    const whole = {
      ...created.body.schedule,
      enabled: false,
      id: "evil",
      createdAt: 1,
      nextRunAt: 5,
      lastRun: null,
      reportsTo: null,
    };
    const changed = await call("PUT", `/api/schedules/${id}`, whole);
    expect(changed.body).toEqual({
      ok: true,
      schedule: { ...created.body.schedule, enabled: false, nextRunAt: null },
    });
    expect((await call("DELETE", "/api/schedules/daily")).body).toEqual({ ok: true });
    expect((await call("GET", "/api/schedules")).body).toEqual([]);
  });

  test("are turned off when their agent, or the team of only that agent, is removed; what depends on it was listed", async () => {
    const { call } = await createHandlerFixture(settings);
    await call("POST", "/api/schedules", good);
    await call("POST", "/api/schedules", { ...good, label: "team", agentId: "dev" });
    await call("POST", "/api/schedules", { ...good, label: "other", agentId: "writer" });
    const { references } = (await call("GET", "/api/references/agent/coder")).body;
    expect(references.map((one: { role: string }) => one.role)).toEqual([
      "last_member",
      "schedule",
      "schedule",
    ]);
    expect((await call("DELETE", "/api/agents/coder")).status).toBe(200);
    const schedules: { label: string; enabled: boolean }[] = (await call("GET", "/api/schedules")).body;
    expect(schedules.map(({ label, enabled }) => [label, enabled])).toEqual([
      ["daily", false],
      ["team", false],
      ["other", true],
    ]);
    expect((await call("GET", "/api/references/missing")).body).toEqual({ references: [] });
    expect((await call("GET", "/api/references/planet/coder")).status).toBe(400);
  });

  test("accept a team as target and refuse an unknown one", async () => {
    const { call } = await createHandlerFixture(settings);
    expect((await call("POST", "/api/schedules", { ...good, agentId: "dev" })).status).toBe(200);
    const refused = await call("POST", "/api/schedules", { ...good, label: "b", agentId: "nobody" });
    expect(refused).toMatchObject({ status: 400, body: { code: "UNKNOWN_AGENT" } });
  });

  test.each([
    [{}, "agentId, message, and either cron or runAt are required"],
    [{ agentId: "coder", message: "m" }, "agentId, message, and either cron or runAt are required"],
    [{ ...good, cron: "soon" }, "Invalid cron expression: "],
    [{ ...good, cron: "", runAt: "soon" }, "Invalid runAt date"],
    [{ ...good, cron: "", runAt: "2020-01-01" }, "runAt must be in the future"],
  ])("refuse a wrong body with the message of 0.0.20: %j", async (body, error) => {
    const { call } = await createHandlerFixture(settings);
    const refused = await call("POST", "/api/schedules", body);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toContain(error);
  });

  test("refuse a label that is taken with 409, an unknown schedule with 404, a hostile name with 400", async () => {
    const { call } = await createHandlerFixture(settings);
    await call("POST", "/api/schedules", good);
    const again = await call("POST", "/api/schedules", good);
    expect(again).toMatchObject({
      status: 400,
      body: { error: "A schedule with label 'daily' already exists" },
    });
    for (const method of ["GET", "PUT", "DELETE"] as const) {
      const missing = await call(method, "/api/schedules/none", method === "PUT" ? {} : undefined);
      expect(missing).toMatchObject({ status: 404, body: { error: "schedule 'none' not found" } });
      for (const name of ["__proto__", "..%2Fx", "%00"])
        expect((await call(method, `/api/schedules/${name}`, method === "PUT" ? {} : undefined)).status).toBe(
          400,
        );
    }
  });

  test("run a schedule immediately and report the result", async () => {
    const { call, settled } = await createHandlerFixture(settings);
    await call("POST", "/api/schedules", good);
    const ran = await call("POST", "/api/schedules/daily/run");
    expect(ran.body).toMatchObject({ ok: true, messageId: expect.stringMatching(/^daily_\d+$/) });
    await settled();
    const runs = await call("GET", "/api/schedules/daily/runs");
    expect(runs.body).toMatchObject([
      { status: "fired", reason: "manual run", conversationId: ran.body.conversationId },
    ]);
    const [reply] = (await call("GET", "/api/responses/pending?channel=schedule")).body;
    expect(reply).toMatchObject({ sender: "Scheduler", senderId: "tinyagi-schedule:daily", agent: "coder" });
  });
});

describe("an agent's run", () => {
  /** Calls as a run of coder that answers Ann on a channel. */
  async function asRun(channel: string) {
    const fixture = await createHandlerFixture(settings);
    const sent = await fixture.call("POST", "/api/message", {
      message: "remind me",
      agent: "coder",
      channel,
      sender: "Ann",
      senderId: "4711",
    });
    const run = fixture.callAsRun({ agentId: "coder", conversationId: sent.body.conversationId });
    return {
      call: fixture.call,
      run,
      create: (body: object) => run("POST", "/api/schedules", { ...good, ...body }),
    };
  }

  test("schedules for its own agent and the person of its conversation", async () => {
    const { create, run, call } = await asRun("telegram");
    const { schedule } = (await create({})).body;
    expect(schedule).toMatchObject({ agentId: "coder", channel: "telegram", sender: "4711" });
    await call("POST", "/api/schedules", { ...good, label: "other", agentId: "writer" });
    expect((await run("GET", "/api/schedules")).body).toEqual([schedule]);
    for (const [method, path] of [
      ["GET", "?agent=writer"],
      ["GET", "/other"],
      ["GET", "/other/runs"],
      ["DELETE", "/other"],
    ] as const)
      expect((await run(method, `/api/schedules${path}`)).status).toBe(403);
    // Only the operator changes and runs schedules.
    expect((await run("PUT", "/api/schedules/daily", { message: "x" })).status).toBe(403);
    expect((await run("POST", "/api/schedules/daily/run")).status).toBe(403);
    expect((await run("DELETE", "/api/schedules/daily")).status).toBe(200);
    expect((await call("GET", "/api/schedules")).body).toHaveLength(1);
  });

  test("cannot schedule for others, nor more often than allowed", async () => {
    const { create } = await asRun("telegram");
    for (const body of [{ agentId: "writer" }, { sender: "4712" }, { channel: "discord" }])
      expect(await create(body)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    for (let index = 0; index < AGENT_SCHEDULES_MAX; index += 1)
      expect((await create({ label: `s${index}` })).status).toBe(200);
    expect(await create({ label: "one more" })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  });

  test("cannot keep itself running: neither every minute nor by one schedule after another", async () => {
    const { create, run } = await asRun("telegram");
    for (const cron of ["* * * * *", "*/4 * * * *", "0,1 3 * * *"])
      expect(await create({ cron })).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
    const once = { cron: undefined, runAt: "2099-01-31T18:00:00Z" };
    for (let index = 0; index < AGENT_SCHEDULES_PER_HOUR; index += 1) {
      expect((await create({ ...once, label: `s${index}` })).status).toBe(200);
      expect((await run("DELETE", `/api/schedules/s${index}`)).status).toBe(200);
    }
    expect(await create({ ...once, label: "again" })).toMatchObject({
      status: 429,
      body: { code: "RATE_LIMITED" },
    });
  });

  test.each(["heartbeat", "task"])(
    "on %s, which no person reads, schedules without a recipient",
    async (channel) => {
      const { create } = await asRun(channel);
      expect((await create({})).body.schedule).toMatchObject({ channel: "schedule", sender: "Scheduler" });
    },
  );
});
