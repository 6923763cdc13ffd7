import { expect, test, vi } from "vitest";
import { agents, createHandlerFixture, refuse } from "../fixture.js";

const reply = (it: Awaited<ReturnType<typeof createHandlerFixture>>, count: number) =>
  vi.waitFor(async () => {
    const { body } = await it.call("GET", "/api/responses");
    expect(body).toHaveLength(count);
    return body[0].message as string;
  });

/** @requirement BUDGET-1, BUDGET-3 */
test("a refused message is answered with the budget, and runs when the operator raises it", async () => {
  const it = await createHandlerFixture(
    { agents: agents("coder"), budgets: { day: { runs: 1 } } },
    { coder: () => "done" },
  );
  await it.call("POST", "/api/message", { message: "@coder one" });
  await reply(it, 1);
  await it.call("POST", "/api/message", { message: "@coder two" });
  expect(await reply(it, 2)).toMatch(
    /^\(@coder not started: the budget of the day .* is used up \(1 of 1 run\)\. .*`tinyagi budget extend day --runs 1`.*\)$/,
  );
  it.clock.advance(12 * 3_600_000);
  const listed = await it.call("GET", "/api/budgets");
  expect(listed.body).toEqual([
    {
      scope: "day",
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      limit: { runs: 1 },
      used: { tokens: 0, usd: 0, runs: 1, minutes: expect.any(Number) },
      reserved: { tokens: 0, usd: 0, runs: 0, minutes: 0 },
      onLimit: "stop",
      state: "exceeded",
      forecast: expect.objectContaining({ runs: expect.any(Number) }),
      raise: { runs: 1 },
    },
  ]);
  const stops = await it.call("GET", "/api/budgets/stops");
  expect(stops.body).toMatchObject([
    { agent: "coder", preview: "two", runId: null, scope: "day", raise: { runs: 1 } },
  ]);
  expect(stops.body[0].reason).toMatch(/^not started: the budget of the day .* is used up \(1 of 1 run\)\.$/);
  const raised = await it.call("POST", "/api/budgets/day/extend", { runs: 1 });
  expect((await it.call("GET", "/api/budgets/stops")).body).toEqual([]);
  expect(raised).toMatchObject({ status: 200, body: { limit: { runs: 2 } } });
  expect(await reply(it, 3)).toMatch(/^done/);
});

/** @requirement BUDGET-1 */
test("a message can lower the budget of its conversation, but not raise it", async () => {
  const it = await createHandlerFixture(
    { agents: agents("coder"), budgets: { conversation: { runs: 0 } } },
    { coder: () => "done" },
  );
  await it.call("POST", "/api/message", { message: "@coder one", budget: { runs: 5 } });
  expect(await reply(it, 1)).toContain("the budget of this conversation is used up (0 of 0 runs)");
  it.current.settings = { ...it.current.settings, budgets: {} };
  await it.call("POST", "/api/message", { message: "@coder one", budget: { usd: 0 } });
  expect(await reply(it, 2)).toContain("used up ($0.00 of $0.00)");
});

/** @requirement BUDGET-1 */
test("only the operator raises a budget, and only one that exists", async () => {
  const it = await createHandlerFixture({ agents: agents("coder"), budgets: { day: { usd: 1 } } });
  const extend = (scope: string, body: unknown) => it.call("POST", `/api/budgets/${scope}/extend`, body);
  expect((await extend("agent:coder", { usd: 1 })).status).toBe(404);
  expect((await extend("nonsense", { usd: 1 })).status).toBe(400);
  expect((await extend("day", { dollars: 1 })).status).toBe(400);
  expect((await extend("day", { usd: -1 })).status).toBe(400);
  expect((await extend("day", { tokens: 5 })).status).toBe(400);
  expect((await extend("day", { usd: 0.5 })).body.limit).toEqual({ usd: 1.5 });
});

/** @requirement BUDGET-1 */
test("the budget of one conversation is listed after its work has ended, with what its follow-ups used", async () => {
  const it = await createHandlerFixture(
    { agents: agents("coder"), budgets: { conversation: { usd: 9 }, day: { usd: 20 } } },
    { coder: refuse },
  );
  const { conversationId } = (await it.call("POST", "/api/message", { message: "@coder one" })).body;
  await it.settled();
  const toBudget = (id: string) => it.call("GET", `/api/budgets?conversation=${id}`);
  const scope = `conversation:${conversationId}`;
  expect((await toBudget(conversationId)).body).toMatchObject([
    { scope, limit: { usd: 9 }, used: { runs: 1 }, state: "ok" },
  ]);
  const [dead] = (await it.call("GET", "/api/queue/dead")).body;
  const retried = (await it.call("POST", `/api/queue/dead/${dead.id}/retry`)).body;
  await it.settled();
  expect((await toBudget(retried.conversationId)).body).toMatchObject([{ scope, used: { runs: 2 } }]);
  it.current.settings = { ...it.current.settings, budgets: {} };
  expect((await toBudget(conversationId)).body).toEqual([]);
  expect((await toBudget("conv_nothing00000")).status).toBe(404);
});
