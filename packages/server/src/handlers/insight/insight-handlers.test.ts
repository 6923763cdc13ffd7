import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { agents, createHandlerFixture, hang, refuse } from "../fixture.js";

const settings = {
  agents: agents("coder", "writer"),
  teams: { dev: { name: "Dev", agents: ["coder", "writer"], leader_agent: "coder" } },
};
const send = { message: "hello", agent: "coder", channel: "telegram", sender: "Ann", messageId: "m1" };

/** @requirement WHY-1 */
describe("why", () => {
  test("shows the steps of an answered message until its delivery, by row id and by message id", async () => {
    const { call, settled } = await createHandlerFixture(settings);
    await call("POST", "/api/message", send);
    await settled();
    const why = await call("GET", "/api/messages/m1/why");
    expect(why.body).toMatchObject({
      message: { messageId: "m1", status: "completed" },
      conversation: { channel: "telegram" },
      outcome: "undelivered",
      verdict: "@coder answered; the reply waits for the channel telegram to fetch it.",
    });
    expect(why.body.steps.map((step: { kind: string }) => step.kind)).toEqual([
      ...["accepted", "attempt", "answered", "reply_queued", "closed"],
    ]);
    expect((await call("GET", `/api/messages/${why.body.message.id}/why`)).body).toEqual(why.body);
    const [reply] = (await call("GET", "/api/responses/pending?channel=telegram")).body;
    await call("POST", `/api/responses/${reply.id}/ack`);
    const after = await call("GET", "/api/messages/m1/why");
    expect(after.body).toMatchObject({
      outcome: "answered",
      verdict: expect.stringMatching(/^@coder answered and telegram delivered the reply at /),
      next: null,
    });
  });

  test("shows what to do about a dead letter, and its replay", async () => {
    const { call, settled } = await createHandlerFixture(settings, { coder: refuse });
    await call("POST", "/api/message", send);
    await settled();
    const why = (await call("GET", "/api/messages/m1/why")).body;
    expect(why).toMatchObject({
      outcome: "failed",
      verdict: "It failed permanently after 1 attempt: there is no such model.",
      next: expect.stringMatching(/tinyagi doctor.*tinyagi queue retry \d+/),
    });
    expect(why.steps.map((step: { kind: string }) => step.kind)).toEqual([
      ...["accepted", "attempt", "failed", "dead", "reply_queued", "closed"],
    ]);
    await call("POST", `/api/queue/dead/${why.message.id}/retry`);
    await settled();
    const again = (await call("GET", `/api/messages/${why.message.id}/why`)).body;
    expect(again.steps.filter((step: { kind: string }) => step.kind === "replayed")).toHaveLength(1);
    expect(again.steps.filter((step: { kind: string }) => step.kind === "attempt")).toHaveLength(2);
  });

  test("shows what a waiting message waits for", async () => {
    const { call, clock, store } = await createHandlerFixture(settings, { coder: hang });
    await call("POST", "/api/message", send);
    for (const messageId of ["m2", "m3"]) await call("POST", "/api/message", { ...send, messageId });
    await expect.poll(async () => (await call("GET", "/api/messages/m1/why")).body.outcome).toBe("working");
    const first = (await call("GET", "/api/messages/m1/why")).body;
    expect(first.verdict).toBe(
      `@coder works on it since ${new Date(clock.now()).toISOString()} (attempt 1).`,
    );
    expect((await call("GET", "/api/messages/m3/why")).body).toMatchObject({
      outcome: "waiting",
      verdict: expect.stringContaining(`It waits behind message ${first.message.id} and 1 more message`),
    });
    await call("POST", `/api/queue/processing/${first.message.id}/kill`);
    expect((await call("GET", "/api/messages/m1/why")).body).toMatchObject({
      outcome: "cancelled",
      verdict: "It was cancelled: stopped by the operator.",
    });
    expect(store.messages.get(first.message.id)?.status).toBe("cancelled");
  });

  test("shows when a message is retried, and which messages wait for it", async () => {
    const { call, settled } = await createHandlerFixture(settings, {
      coder: () => {
        throw new HarnessError("transient", "the line was cut");
      },
    });
    await call("POST", "/api/message", send);
    await settled();
    await call("POST", "/api/message", { ...send, messageId: "m2" });
    const why = (await call("GET", "/api/messages/m1/why")).body;
    expect(why.verdict).toMatch(/^It is retried at 2026-.*: the line was cut\.$/);
    expect(why.steps.at(-1)).toMatchObject({ kind: "waiting", text: why.verdict });
    expect((await call("GET", "/api/messages/m2/why")).body.verdict).toMatch(
      /Message \d+ is retried at 2026-/,
    );
  });

  test("distinguishes an unknown id from an invalid one", async () => {
    const { call } = await createHandlerFixture(settings);
    const missing = await call("GET", "/api/messages/nothing/why");
    expect(missing.status).toBe(404);
    expect(missing.body.error).toContain("tinyagi pairing list");
    for (const id of ["__proto__", "..%2F..", "%00"])
      expect((await call("GET", `/api/messages/${id}/why`)).status).toBe(400);
  });
});

/** @requirement SPEND-1 */
describe("spend", () => {
  async function spent() {
    const fixture = await createHandlerFixture(settings);
    const { store, clock, call } = fixture;
    const runs = [
      ["r1", "coder", "anthropic", "opus", { inputTokens: 100, outputTokens: 10, costUsd: 0.5 }],
      ["r2", "coder", "anthropic", "opus", { inputTokens: 50, costUsd: 0.25, estimated: true }],
      ["r3", "writer", "openai", null, { inputTokens: 7 }],
      ["r4", "writer", "openai", null, undefined],
    ] as const;
    store.writeNow(() => {
      for (const [index, [id, agentId, provider, model, usage]] of runs.entries()) {
        const createdAt = clock.now() - index * 86_400_000;
        store.runs.insert({
          id,
          message_row_id: index,
          conversation_id: `conv_${agentId}`,
          parent_run_id: null,
          root_run_id: id,
          depth: 0,
          agent_id: agentId,
          harness: "x",
          provider,
          model,
          attempt: 1,
          boot_id: "b",
          created_at: createdAt,
        });
        if (id !== "r4") store.runs.end(id, { status: "completed", usage, now: createdAt });
      }
    });
    return {
      call,
      now: clock.now(),
      spend: async (query: string) => (await call("GET", `/api/spend${query}`)).body,
    };
  }

  test("is summed by agent, most expensive first; unreported values are null, never 0", async () => {
    const { spend, now } = await spent();
    const none = { cachedTokens: null };
    expect(await spend("")).toEqual({
      by: "agent",
      since: now + 1 - 30 * 86_400_000,
      until: now + 1,
      truncated: false,
      rest: null,
      rows: [
        {
          ...none,
          key: "coder",
          name: null,
          runs: 2,
          inputTokens: 150,
          outputTokens: 10,
          costUsd: 0.75,
          estimated: true,
          estimatedUsd: 0.25,
          unpricedRuns: 0,
        },
        // The fourth run has not ended: that it has reported nothing yet is no lack of a price.
        {
          ...none,
          key: "writer",
          name: null,
          runs: 2,
          inputTokens: 7,
          outputTokens: null,
          costUsd: null,
          estimated: false,
          estimatedUsd: null,
          unpricedRuns: 1,
        },
      ],
      total: {
        ...none,
        runs: 4,
        inputTokens: 157,
        outputTokens: 10,
        costUsd: 0.75,
        estimated: true,
        estimatedUsd: 0.25,
        unpricedRuns: 1,
      },
    });
  });

  test.each([
    ["team", ["", 4]],
    ["task", ["", 4]],
    ["channel", ["", 4]],
    ["model", ["opus", 2, "", 2]],
    ["provider", ["anthropic", 2, "openai", 2]],
    ["conversation", ["conv_coder", 2, "conv_writer", 2]],
    [
      "day",
      [
        ...[expect.stringMatching(/^2026-01-01$|^2025-12-31$/), 1],
        ...[expect.any(String), 1, expect.any(String), 1, expect.any(String), 1],
      ],
    ],
  ])("can be grouped by %s", async (by, expected) => {
    const { spend } = await spent();
    const { rows } = await spend(`?by=${by}`);
    expect(rows.flatMap((row: { key: string; runs: number }) => [row.key, row.runs])).toEqual(expected);
  });

  test("covers the requested time range", async () => {
    const { spend, now, call } = await spent();
    expect((await spend(`?since=${now - 1_000}`)).total.runs).toBe(1);
    expect((await spend(`?until=${now}`)).total.runs).toBe(3);
    expect((await spend(`?limit=1`)).rows).toHaveLength(1);
    expect((await call("GET", "/api/spend?since=5&until=5")).status).toBe(400);
    expect((await call("GET", "/api/spend?by=moon")).status).toBe(400);
  });
});

/** @requirement METRICS-1 */
test("/metrics reports queue, runs and process in the Prometheus text format, without texts of messages", async () => {
  const { call, settled } = await createHandlerFixture(settings, { writer: refuse });
  await call("POST", "/api/message", { ...send, message: "a secret plan" });
  await call("POST", "/api/message", { ...send, agent: "writer", messageId: "m2" });
  await settled();
  const { status, body } = await call("GET", "/metrics");
  expect(status).toBe(200);
  for (const line of [
    'tinyagi_messages{state="completed"} 1',
    'tinyagi_messages{state="dead"} 1',
    'tinyagi_messages_total{outcome="accepted"} 2',
    'tinyagi_messages_total{outcome="completed"} 1',
    'tinyagi_messages_total{outcome="dead"} 1',
    'tinyagi_messages_total{outcome="retried"} 0',
    'tinyagi_run_duration_seconds_count{agent="coder",harness="demo",status="completed"} 1',
    'tinyagi_run_duration_seconds_count{agent="writer",harness="demo",status="failed"} 1',
    'tinyagi_replies{state="open"} 2',
    "tinyagi_runs_live 0",
    "tinyagi_runs_live_max 10",
    "tinyagi_store_busy_total 0",
    'tinyagi_info{version="1.2.3"} 1',
  ])
    expect(body).toContain(line);
  expect(body).toMatch(/^tinyagi_store_wal_bytes [1-9]/m);
  expect(body).toMatch(/^process_resident_memory_bytes [1-9]/m);
  expect(body).toMatch(/^nodejs_eventloop_lag_seconds\{quantile="p99"\} /m);
  expect(body).not.toContain("secret");
  expect((await call("GET", "/metrics")).body).toContain('tinyagi_messages_total{outcome="accepted"} 2');
});
