/** Failures as facts: what clients make a sentence and a button of. */
import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture, refuse } from "../fixture.js";
import { failureView } from "./failure-view.js";

const send = (message: string) => ({ message, channel: "api", sender: "kim" });

describe("a dead letter", () => {
  test("says why it failed and what retries it, in its list, its conversation and its story", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: refuse });
    await f.call("POST", "/api/message", send("@a do it"));
    await expect.poll(async () => (await f.call("GET", "/api/queue/dead")).body.length).toBe(1);
    const [letter] = (await f.call("GET", "/api/queue/dead")).body;
    const failure = {
      class: letter.errorClass,
      cause: expect.any(String),
      message: letter.failedReason,
      action: { command: "retry", args: [String(letter.id)] },
    };
    expect(letter.failure).toEqual(failure);
    const { conversationId } = letter.work;
    const { messages } = (await f.call("GET", `/api/conversations/${conversationId}`)).body;
    expect(messages).toMatchObject([{ failure, error: { message: letter.failedReason } }]);
    expect((await f.call("GET", `/api/messages/${letter.id}/why`)).body.message.failure).toEqual(failure);
  });
});

test("a conversation says in which language TinyAGI writes its replies", async () => {
  const f = await createHandlerFixture({ agents: agents("a"), language: "zh" }, { a: refuse });
  const { conversationId } = (await f.call("POST", "/api/message", send("@a do it"))).body;
  expect((await f.call("GET", `/api/conversations/${conversationId}`)).body.language).toBe("zh");
});

test("a message that nothing stands in the way of has no failure", async () => {
  const f = await createHandlerFixture({ agents: agents("a") }, { a: () => "done" });
  await f.call("POST", "/api/message", send("@a do it"));
  await expect
    .poll(async () => (await f.call("GET", "/api/messages/1/why")).body.outcome)
    .not.toBe("working");
  expect((await f.call("GET", "/api/messages/1/why")).body.message.failure).toBeNull();
});

test("work that a budget refused has the budget as a fact, and what raises it", async () => {
  const settings = { agents: agents("a"), budgets: { day: { usd: 0 } } };
  const f = await createHandlerFixture(settings, { a: () => "done" });
  await f.call("POST", "/api/message", send("@a do it"));
  await expect.poll(async () => (await f.call("GET", "/api/budgets/stops")).body.length ?? 1).toBe(1);
  const why = (await f.call("GET", "/api/messages/1/why")).body;
  expect(why.reasons).toMatchObject([{ code: "cancelled.budget", budget: "day", act: "refused" }]);
  expect(why.message.failure).toMatchObject({
    class: "budget",
    cause: "budget",
    action: { command: "raise_budget", args: ["day", "--usd", "1"] },
  });
});

test("a budget is offered to be raised only while that continues the work", async () => {
  const settings = { agents: agents("a"), budgets: { day: { usd: 0 } } };
  const f = await createHandlerFixture(settings, { a: () => "done" });
  await f.call("POST", "/api/message", send("@a do it"));
  await expect.poll(async () => (await f.call("GET", "/api/budgets/stops")).body.length ?? 1).toBe(1);
  const row = f.store.messages.get(1);
  if (row === undefined) throw new Error("there is no such row");
  const now = f.clock.now();
  const actionAt = (time: number, kind = row.kind) =>
    failureView({ store: f.store, now: time }, Object.assign({}, row, { kind }), String)?.action;
  expect(actionAt(now)).toMatchObject({ command: "raise_budget" });
  expect(actionAt(now, "node")).toBeNull();
  expect(actionAt(now + 25 * 3_600_000)).toBeNull();
  f.store.writeNow(() => f.store.budgets.unstop(1));
  expect(actionAt(now)).toBeNull();
});
