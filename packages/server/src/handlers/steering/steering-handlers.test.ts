import { expect, test, vi } from "vitest";
import { agents, createHandlerFixture, hang } from "../fixture.js";

async function working() {
  const it = await createHandlerFixture({ agents: agents("coder") }, { coder: hang });
  const { body: sent } = await it.call("POST", "/api/message", { message: "@coder go" });
  const run = await vi.waitFor(async () => {
    const { body } = await it.call("GET", "/api/runs");
    expect(body).toHaveLength(1);
    return body[0].runId;
  });
  return { ...it, run, conversationId: sent.conversationId };
}

/** @requirement STEER-3 */
test("a run is paused, resumed and cancelled; what it cannot do is refused with the reason", async () => {
  const it = await working();
  const path = `/api/runs/${it.run}/steer`;
  expect(await it.call("POST", path, { command: "pause" })).toEqual({ status: 200, body: { ok: true } });
  await it.settled();
  expect(await it.call("POST", path, { command: "pause" })).toMatchObject({
    status: 409,
    body: { code: "CONFLICT", error: expect.stringContaining("paused already") },
  });
  expect((await it.call("POST", path, { command: "inject" })).status).toBe(400);
  expect((await it.call("POST", path, { command: "explode" })).status).toBe(400);
  expect((await it.call("POST", path, { command: "resume" })).status).toBe(200);
  expect((await it.call("POST", `/api/runs/${it.run}/cancel`)).status).toBe(200);
  await it.settled();
  expect((await it.call("GET", `/api/conversations/${it.conversationId}`)).body.status).not.toBe("open");
  expect((await it.call("POST", path, { command: "pause" })).status).toBe(409);
  expect((await it.call("POST", "/api/runs/run_nothing/cancel")).status).toBe(404);
});

/** @requirement STEER-5 */
test("neither a run nor a channel steers runs", async () => {
  const it = await working();
  const run = it.callAsRun({ agentId: "coder", conversationId: it.conversationId });
  const channel = await it.callAsChannel("telegram");
  for (const caller of [run, channel]) {
    expect((await caller("POST", `/api/runs/${it.run}/steer`, { command: "pause" })).status).toBe(403);
    expect((await caller("POST", `/api/runs/${it.run}/cancel`)).status).toBe(403);
  }
  await it.call("POST", `/api/runs/${it.run}/cancel`);
  await it.settled();
});
