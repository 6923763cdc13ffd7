/** Nothing is repeated without end that had effects, unless the next attempt knows of them. */
import { failureWith } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, type EngineFixture } from "./fixture.js";

const HOUR = 3_600_000;

/** An agent that uses a tool, and whose provider fails after that. */
function interruptedWork({ session }: { session: boolean }): AgentScript {
  return (_request, { onEvent }) => {
    if (session) onEvent({ type: "session", sessionId: "session_1" });
    onEvent({ type: "tool.started", name: "Bash", input: { command: "send-mail" } });
    throw failureWith("outage", "529 Overloaded");
  };
}

function world(agent: AgentScript): EngineFixture {
  const it = createEngineFixture({ agents: { a: agent }, config: { provider: "anthropic" } });
  it.dispatcher.start();
  return it;
}

async function pass(it: EngineFixture, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 30_000) {
    it.clock.advance(30_000);
    await it.settled();
  }
}

test("an outage after a tool is an attempt like others when no session keeps what was done", async () => {
  await using it = world(interruptedWork({ session: false }));
  const id = it.send("a");
  await it.settled();
  await pass(it, 3 * HOUR);
  expect(it.status(id)).toBe("dead");
  expect(it.requests).toHaveLength(5);
});

test("with a session that is resumed, it waits as long as any", async () => {
  await using it = world(interruptedWork({ session: true }));
  const id = it.send("a");
  await it.settled();
  await pass(it, 3 * HOUR);
  expect(it.status(id)).toBe("pending");
  expect(it.store.messages.get(id)).toMatchObject({ failures: 0 });
  expect(it.requests.length).toBeGreaterThan(5);
});

test("an outage before any tool waits, too", async () => {
  await using it = world(() => {
    throw failureWith("outage", "529 Overloaded");
  });
  const id = it.send("a");
  await it.settled();
  await pass(it, 3 * HOUR);
  expect(it.status(id)).toBe("pending");
});

test("a sub-agent reads which tool calls its earlier attempts began", async () => {
  await using it = world(interruptedWork({ session: false }));
  it.add("a", { kind: "node" });
  it.dispatcher.wake("a");
  await it.settled();
  await pass(it, 60_000);
  expect(it.requests.length).toBeGreaterThan(1);
  expect(it.requests[1]?.prompt).toContain("send-mail");
});
