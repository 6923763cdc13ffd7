import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture, hang, refuse } from "../fixture.js";

const send = (message: string, extra: object = {}) => ({ message, channel: "api", sender: "kim", ...extra });

describe("queue numbers", () => {
  test("queued counts messages behind a busy or held agent; incoming counts every other waiting message", async () => {
    const f = await createHandlerFixture(
      { agents: agents("busy", "held", "idle") },
      {
        busy: hang,
        held: () => {
          throw new Error("network");
        },
      },
    );
    for (const text of ["@busy 1", "@busy 2", "@busy 3", "@held 1", "@held 2"])
      await f.call("POST", "/api/message", send(text));
    await expect.poll(() => f.store.messages.nextDue()).not.toBeNull();
    await expect.poll(async () => (await f.call("GET", "/api/queue/status")).body.processing).toBe(1);
    expect((await f.call("GET", "/api/queue/status")).body).toMatchObject({
      incoming: 1,
      queued: 3,
      processing: 1,
      completed: 0,
      dead: 0,
      cancelled: 0,
      outgoing: 0,
    });
    await f.dispatcher.stop(0);
    await f.call("POST", "/api/message", send("@idle 1"));
    const { incoming, queued, processing } = (await f.call("GET", "/api/queue/status")).body;
    expect({ sum: incoming + queued, processing }).toEqual({ sum: 6, processing: 0 });
    const byAgent = (await f.call("GET", "/api/queue/agents")).body;
    expect(byAgent.map((row: { agent: string }) => row.agent)).toEqual(["busy", "held", "idle"]);
  });
});

describe("lanes", () => {
  test("show what runs and what waits for what, a text cut and without credentials", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: hang });
    await f.call("POST", "/api/message", send("@a one"));
    const secret = `sk-ant-api03-${"x".repeat(40)}`;
    await f.call("POST", "/api/message", send(`@a ${"y".repeat(280)} ${secret} ${"z".repeat(5_000)}`));
    await expect.poll(() => f.dispatcher.live()).toBe(1);
    const { lanes, truncated } = (await f.call("GET", "/api/queue/lanes")).body;
    expect(truncated).toBe(false);
    expect(lanes).toMatchObject([{ lane: "a", agent: "a", total: 2 }]);
    expect(lanes[0].messages).toMatchObject([
      { preview: "one", status: "processing", waitsFor: null, startedAt: expect.any(Number), sender: "kim" },
      { status: "pending", waitsFor: "turn", startedAt: null, attempts: 0 },
    ]);
    const { preview } = lanes[0].messages[1];
    expect(preview.length).toBeLessThanOrEqual(300);
    expect(preview).not.toContain("sk-ant-api03-x");
    expect((await f.call("GET", "/api/queue/lanes?limit=1")).body.lanes[0].messages).toHaveLength(1);
  });

  test("what a message waits for is the same fact in its lane, in its conversation and in the list", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: hang });
    await f.call("POST", "/api/message", send("@a one"));
    await expect.poll(() => f.dispatcher.live()).toBe(1);
    const { conversationId } = (await f.call("POST", "/api/message", send("@a two"))).body;
    const [first, second] = (await f.call("GET", "/api/queue/lanes")).body.lanes[0].messages;
    const wait = { for: "turn", until: null, behind: { id: first.id, wait: null } };
    expect([first.wait, second.wait]).toEqual([null, wait]);
    const detail = (await f.call("GET", `/api/conversations/${conversationId}`)).body;
    expect([detail.wait, detail.messages[0].wait]).toEqual([wait, wait]);
    const list: { id: string; wait: unknown }[] = (await f.call("GET", "/api/conversations")).body;
    expect(list.map((one) => [one.id === conversationId, one.wait])).toEqual([
      [true, wait],
      [false, null],
    ]);
  });
});

describe("processing messages", () => {
  test("the running message and those behind it are listed; killing a waiting one ends no process", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: hang });
    await f.call("POST", "/api/message", send("@a one"));
    await f.call("POST", "/api/message", send("@a two"));
    await expect.poll(() => f.dispatcher.live()).toBe(1);
    f.clock.advance(500);
    const rows = (await f.call("GET", "/api/queue/processing")).body;
    expect(rows).toMatchObject([
      { message: "one", status: "processing", processAlive: true, duration: 500, sender: "kim" },
      { message: "two", status: "queued", processAlive: false },
    ]);
    const kill = (id: number) => f.call("POST", `/api/queue/processing/${id}/kill`);
    expect((await kill(rows[1].id)).body).toEqual({ ok: true, agent: "a", processKilled: false });
    expect((await kill(rows[0].id)).body).toEqual({ ok: true, agent: "a", processKilled: true });
    await f.settled();
    expect(await kill(rows[0].id)).toMatchObject({
      status: 404,
      body: { error: "processing message not found" },
    });
    expect((await f.call("GET", "/api/queue/status")).body).toMatchObject({ cancelled: 2, outgoing: 2 });
  });
});

test("running and dead messages are listed up to the thousandth row", async () => {
  const f = await createHandlerFixture(
    { agents: agents("busy", "failing") },
    { busy: hang, failing: refuse },
  );
  for (let index = 0; index < 101; index += 1) await f.call("POST", "/api/message", send("@failing go"));
  await f.settled();
  expect((await f.call("GET", "/api/queue/dead")).body).toHaveLength(101);
  for (let index = 0; index < 201; index += 1) await f.call("POST", "/api/message", send("@busy go"));
  await expect.poll(() => f.dispatcher.live()).toBe(1);
  expect((await f.call("GET", "/api/queue/processing")).body).toHaveLength(201);
});

describe("dead letters", () => {
  test("one is listed with its reason, retried into a follow-up, listed again and deleted", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: refuse });
    const { conversationId } = (await f.call("POST", "/api/message", send("@a go", { senderId: "7" }))).body;
    await f.settled();
    const [dead] = (await f.call("GET", "/api/queue/dead")).body;
    expect(dead).toMatchObject({
      data: { channel: "api", sender: "kim", senderId: "7", message: "go", agent: "a" },
      failedReason: "there is no such model",
      errorClass: "not_found",
      attemptsMade: 1,
      totalAttempts: 1,
      work: { conversationId, asked: "@a go", nodeId: null },
    });
    expect(dead.work.runId).toBe(f.store.runs.list({ limit: 1 })[0]?.id);
    const retried = await f.call("POST", `/api/queue/dead/${dead.id}/retry`);
    expect(retried.status).toBe(200);
    expect(retried.body.conversationId).not.toBe(conversationId);
    await f.settled();
    expect((await f.call("GET", "/api/queue/dead")).body[0]).toMatchObject({ id: dead.id, totalAttempts: 2 });
    expect((await f.call("DELETE", `/api/queue/dead/${dead.id}`)).status).toBe(200);
    for (const method of ["DELETE", "POST"] as const) {
      const url = `/api/queue/dead/${dead.id}${method === "POST" ? "/retry" : ""}`;
      expect(await f.call(method, url)).toMatchObject({
        status: 404,
        body: { error: "dead message not found" },
      });
    }
  });

  test("any number is read page by page, counted by agent and reason, and retried in parts, each of them once", async () => {
    const f = await createHandlerFixture({ agents: agents("a", "b") }, { a: refuse, b: refuse });
    for (const agent of ["a", "b", "a", "a", "b"]) {
      await f.call("POST", "/api/message", send(`@${agent} go`));
      await f.settled();
    }
    const dead = async (query: string) => (await f.call("GET", `/api/queue/dead?${query}`)).body;
    const all = await dead("");
    const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
    const [first, second] = [await dead("limit=2"), await dead(`limit=2&before=${all[1].cursor}`)];
    expect(ids([...first, ...second, ...(await dead(`before=${all[3].cursor}`))])).toEqual(ids(all));
    expect(ids(await dead("agent=b"))).toEqual(ids(all.filter((row: typeof all) => row.data.agent === "b")));
    expect((await f.call("GET", "/api/queue/dead?before=x")).status).toBe(400);

    const { total, groups, until } = (await f.call("GET", "/api/queue/dead/summary")).body;
    expect([total, groups.map((group: { count: number }) => group.count)]).toEqual([5, [3, 2]]);
    expect(groups[0]).toMatchObject({
      agent: "a",
      errorClass: "not_found",
      advice: expect.stringMatching(/\.$/),
    });
    expect((await f.call("GET", "/api/queue/dead/summary?agent=b")).body.total).toBe(2);

    const retry = async (body: object) => (await f.call("POST", "/api/queue/dead/retry", body)).body;
    expect(await retry({ except: ["not_found"], until })).toMatchObject({
      retried: [],
      remaining: 5,
      next: null,
    });
    const taken: number[] = [];
    let after: string | null = null;
    do {
      const part = await retry({ limit: 2, until, ...(after === null ? {} : { after }) });
      taken.push(...ids(part.retried));
      after = part.next;
      // They fail again, and are not taken a second time.
      await f.settled();
    } while (after !== null);
    expect(taken).toEqual(ids(all).reverse());
    expect((await f.call("GET", "/api/queue/dead/summary")).body.total).toBe(5);
  });

  test("those of sub-agents are counted, and left out of a retry: its preview and what it does agree", async () => {
    const f = await createHandlerFixture({ agents: agents("a") }, { a: refuse });
    await f.call("POST", "/api/message", send("@a go"));
    await f.settled();
    const [plain] = (await f.call("GET", "/api/queue/dead")).body;
    const row = f.store.messages.get(plain.id);
    if (row === undefined) throw new Error("the message is gone");
    const id = f.store.messages.insert({ ...row, message_id: "node_1", kind: "node", lane: "sub" });
    const fence = { id, runId: "run_sub", bootId: "b", now: row.finished_at ?? 0 };
    f.store.messages.claimHead({ lane: "sub", ...fence });
    f.store.messages.die(fence, { errorClass: "not_found", error: "no", now: fence.now });

    const listed = (await f.call("GET", "/api/queue/dead")).body;
    expect(listed.map((one: typeof plain) => [one.id, one.inGraph])).toEqual([
      [id, true],
      [plain.id, false],
    ]);
    const { total, groups, until } = (await f.call("GET", "/api/queue/dead/summary")).body;
    expect([total, groups]).toEqual([2, [expect.objectContaining({ count: 2, inGraph: 1 })]]);
    // A part holds only what is retried.
    const retried = (await f.call("POST", "/api/queue/dead/retry", { until, limit: 1 })).body.retried;
    expect(retried.map((one: typeof plain) => one.id)).toEqual([plain.id]);
    await f.settled();
    expect((await f.call("POST", "/api/queue/dead/retry", { ids: [id] })).body.retried).toEqual([]);
    expect((await f.call("POST", "/api/queue/dead/purge", { ids: [id] })).body.deleted).toEqual([id]);
  });

  test("one deleted while its conversation is still open is reported to its sender", async () => {
    const f = await createHandlerFixture({ agents: agents("a", "b") }, { a: hang, b: refuse });
    await f.call("POST", "/api/message", send("[@a: x] [@b: y]", { join: "reply" }));
    await expect.poll(() => f.store.deadLetters.list({ limit: 1 }).length).toBe(1);
    await f.call("DELETE", `/api/queue/dead/${f.store.deadLetters.list({ limit: 1 })[0]?.id}`);
    const [live] = (await f.call("GET", "/api/queue/processing")).body;
    await f.call("POST", `/api/queue/processing/${live.id}/kill`);
    await f.settled();
    const [reply] = (await f.call("GET", "/api/responses?limit=1")).body;
    expect(reply.message).toMatch(/@b failed[\s\S]*there is no such model/);
  });

  test.each(["0", "-1", "x", "1.5", "1e3", "%00", "9".repeat(30)])("the id %s is refused", async (id) => {
    const f = await createHandlerFixture({ agents: agents("a") });
    for (const url of [`/api/queue/dead/${id}/retry`, `/api/queue/processing/${id}/kill`])
      expect([400, 404]).toContain((await f.call("POST", url)).status);
  });
});
