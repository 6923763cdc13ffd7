import { parseFailpoints } from "@tinyagi/base";
import { failureWith, HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { breakGroup } from "../store/fixture.js";
import { createEngineFixture, deferred, type EngineFixture } from "./fixture.js";
import { retryNote } from "./run-note.js";

const session = (it: EngineFixture, scope = "agent") => it.store.history.getSession("coder", scope, "codex");

describe("sessions", () => {
  test("are stored with their totals and resumed by the next message", async () => {
    let count = 0;
    await using it = createEngineFixture({
      agents: {
        coder() {
          count += 1;
          return { text: "ok", sessionId: "s1", sessionTotals: { inputTokens: count * 100 } };
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    it.send("coder");
    await it.settled();
    expect(it.requests[0]).not.toHaveProperty("sessionId");
    expect(it.requests[0]).not.toHaveProperty("sessionTotals");
    expect(it.requests[1]).toMatchObject({ sessionId: "s1", sessionTotals: { inputTokens: 100 } });
    expect(session(it)?.totals).toBe('{"inputTokens":200}');
  });

  test("belong to one conversation when the agent is set so", async () => {
    await using it = createEngineFixture({
      agents: { coder: () => ({ text: "ok", sessionId: "s1" }) },
      config: { sessionScope: "conversation" },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect([session(it, "c1")?.session_id, session(it)]).toEqual(["s1", undefined]);
  });

  test("are stored as soon as the agent names them, so that a failed run is resumed", async () => {
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "session", sessionId: "s1" });
          throw new HarnessError("transient", "network");
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(session(it)?.session_id).toBe("s1");
    it.clock.advance(1_000);
    await it.settled();
    expect(it.requests[1]).toMatchObject({ sessionId: "s1" });
  });

  test("are in the store while the run is still going on", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "session", sessionId: "s1" });
          return answer.promise;
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await expect.poll(() => session(it)?.session_id).toBe("s1");
    answer.resolve("ok");
    await it.settled();
  });

  test("a new one does not inherit the totals of the one before", async () => {
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "session", sessionId: "s2" });
          throw new HarnessError("transient", "network");
        },
      },
    });
    it.store.writeNow(() =>
      it.store.history.putSession({
        agent_id: "coder",
        scope: "agent",
        harness: "codex",
        session_id: "s1",
        totals: '{"inputTokens":9}',
        updated_at: 0,
      }),
    );
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(session(it)).toMatchObject({ session_id: "s2", totals: null });
  });

  test("a session survives a storage fault at its commit", async () => {
    await using it = createEngineFixture({
      agents: {
        async coder(_request, { onEvent }) {
          onEvent({ type: "session", sessionId: "s1" });
          await breakGroup(it.store);
          return { text: "ok", sessionId: "s1" };
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(session(it)?.session_id).toBe("s1");
  });

  test("a session that could not be stored during the run is stored with the result", async () => {
    await using it = createEngineFixture({
      agents: {
        async coder(_request, { onEvent }) {
          it.store.db.exec(
            "CREATE TEMP TRIGGER refuse BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'refused'); END",
          );
          onEvent({ type: "session", sessionId: "s1" });
          await it.store.idle();
          it.store.db.exec("DROP TRIGGER refuse");
          return { text: "ok", sessionId: "s1" };
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(it.logged).toEqual(["a run event could not be recorded"]);
    expect(session(it)?.session_id).toBe("s1");
  });

  test("a reset during a run is not undone by its end", async () => {
    const answer = deferred<{ text: string; sessionId: string }>();
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "session", sessionId: "s1" });
          return answer.promise;
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await expect.poll(() => session(it)?.session_id).toBe("s1");
    it.store.writeNow(() => it.store.history.dropSessions("coder"));
    answer.resolve({ text: "ok", sessionId: "s1" });
    await it.settled();
    expect(session(it)).toBeUndefined();
  });

  test("of a message name the lane in which it waited", async () => {
    await using it = createEngineFixture({ agents: { coder: () => ({ text: "ok" }) } });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.requests[0]?.queueLane).toBe(it.store.messages.get(id)?.lane);
  });

  test("one that has grown too long is left, and the message that showed it is answered in a new one", async () => {
    await using it = createEngineFixture({
      agents: {
        coder({ sessionId }, { onEvent }) {
          if (sessionId === "s1") throw new HarnessError("context_too_long", "too long.");
          onEvent({ type: "session", sessionId: "s1" });
          return { text: "ok", sessionId: "s1" };
        },
      },
    });
    it.dispatcher.start();
    const ids = [it.send("coder"), it.send("coder"), it.send("coder")];
    await it.settled();
    expect(ids.map((id) => it.status(id))).toEqual(["completed", "completed", "completed"]);
    expect(it.requests.map((request) => request.sessionId)).toEqual([
      undefined,
      "s1",
      undefined,
      "s1",
      undefined,
    ]);
    expect(it.requests[2]?.prompt).toMatch(/new session[\s\S]*last messages[\s\S]*"ok"/);
    expect(it.events.find((event) => event.type === "run.session_rebuilt")).toMatchObject({
      data: { lostSessionId: "s1" },
    });
  });

  test("a message that is too long for a new one, too, is final", async () => {
    const long = () => {
      throw new HarnessError("context_too_long", "too long.");
    };
    await using it = createEngineFixture({
      agents: {
        coder: ({ prompt, sessionId }, { onEvent }) => {
          if (prompt.includes("book")) return long();
          onEvent({ type: "session", sessionId: sessionId ?? "s1" });
          return { text: "ok", sessionId: sessionId ?? "s1" };
        },
      },
    });
    it.dispatcher.start();
    it.send("coder", "hello");
    await it.settled();
    const id = it.send("coder", "a book");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "dead", attempts: 2 });
  });

  test("in which the same is refused twice is left: the second message is answered in a new one", async () => {
    const prompts: string[] = [];
    await using it = createEngineFixture({
      agents: {
        coder({ sessionId, prompt }, { onEvent }) {
          prompts.push(prompt);
          const id = sessionId ?? `s${prompts.length}`;
          onEvent({ type: "session", sessionId: id });
          // The image stays in the history of the session.
          if (id === "s1" && prompts.some((text) => text.includes("image")))
            throw new HarnessError("invalid", `Could not process image (request req_${prompts.length})`);
          return { text: "fine", sessionId: id };
        },
      },
    });
    it.dispatcher.start();
    it.send("coder", "hello");
    await it.settled();
    const bad = it.send("coder", "look at this image");
    await it.settled();
    prompts.length = 0;
    prompts.push("image");
    const ids = [it.send("coder", "and now?"), it.send("coder", "thanks")];
    await it.settled();
    expect([bad, ...ids].map((id) => it.status(id))).toEqual(["dead", "completed", "completed"]);
    expect(it.requests.at(-2)?.prompt).toMatch(/new session[\s\S]*"fine"[\s\S]*and now\?/);
  });

  test("a refusal that is not repeated leaves the session as it is", async () => {
    let refusal: string | undefined;
    await using it = createEngineFixture({
      agents: {
        coder: () => {
          if (refusal !== undefined) throw new HarnessError("invalid", refusal);
          return { text: "ok", sessionId: "s1" };
        },
      },
    });
    it.dispatcher.start();
    for (const next of [undefined, "no image", undefined, "no image", "no video"]) {
      refusal = next;
      it.send("coder");
      await it.settled();
    }
    expect(it.requests.map((request) => request.sessionId)).toEqual([undefined, "s1", "s1", "s1", "s1"]);
  });

  test("a rebuilt one is recorded as an event", async () => {
    await using it = createEngineFixture({
      agents: { coder: () => ({ text: "ok", sessionId: "s2", rebuiltFrom: "s1" }) },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(it.events.find((event) => event.type === "run.session_rebuilt")).toMatchObject({
      data: { lostSessionId: "s1" },
    });
  });
});

test("an attempt after a failure is told which tools the earlier ones used, so that nothing is done twice", async () => {
  let attempt = 0;
  await using it = createEngineFixture({
    agents: {
      coder(_request, { onEvent }) {
        attempt += 1;
        if (attempt === 1)
          onEvent({
            type: "tool.started",
            name: "Bash",
            callId: "1",
            input: { command: "echo paid >> ledger" },
          });
        if (attempt < 3) throw failureWith("outage", "529 Overloaded");
        return "ok";
      },
    },
    config: { provider: "anthropic" },
  });
  it.dispatcher.start();
  const id = it.send("coder", "pay the bill");
  for (let second = 0; second < 20 && it.status(id) !== "completed"; second += 1) {
    await it.settled();
    it.clock.advance(1_000);
  }
  const [first, second, third] = it.requests.map(({ prompt }) => prompt);
  expect(first).toBe("pay the bill");
  for (const prompt of [second, third])
    expect(prompt).toMatch(
      /do not repeat what is done:\n- "Bash" .*echo paid >> ledger.*\]\n\npay the bill$/,
    );
});

describe("the note of a repeated attempt", () => {
  test("says nothing at the first", () => {
    expect(retryNote({ attempts: 1, total_attempts: 1, last_error: null })).toBe("");
  });

  test("tells a failure, an interruption and a replay apart", () => {
    expect(retryNote({ attempts: 2, total_attempts: 2, last_error: "network\nstack" })).toContain(
      "attempt 2 at the message below; the one before failed (network).",
    );
    expect(retryNote({ attempts: 3, total_attempts: 3, last_error: null })).toContain(
      "was interrupted because TinyAGI stopped",
    );
    expect(retryNote({ attempts: 1, total_attempts: 6, last_error: null })).toContain(
      "attempt 6 at the message below; the one before failed permanently, and a person asked for another",
    );
  });

  test("quotes a bounded first line", () => {
    expect(retryNote({ attempts: 2, total_attempts: 2, last_error: "x".repeat(5_000) }).length).toBeLessThan(
      500,
    );
  });
});

describe("failpoints of a run", () => {
  test.each(["claim.after-commit", "spawn.before", "run.mid-stream", "result.before-commit"])(
    "an error at %s is a failure that is tried again",
    async (name) => {
      await using it = createEngineFixture({
        agents: {
          coder(_request, { onEvent }) {
            onEvent({ type: "text", text: "hm", delta: false });
            return "done";
          },
        },
        failpoints: parseFailpoints(`${name}=throw`, () => {}),
      });
      it.dispatcher.start();
      const id = it.send("coder");
      await it.settled();
      expect(it.store.messages.get(id)).toMatchObject({
        status: "pending",
        failures: 1,
        last_error: `Failpoint ${name}`,
      });
      it.clock.advance(1_000);
      await it.settled();
      expect(it.status(id)).toBe("completed");
    },
  );

  test("an error after the commit changes nothing of it", async () => {
    await using it = createEngineFixture({
      agents: { coder: () => "done" },
      failpoints: parseFailpoints("result.after-commit=throw", () => {}),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.status(id)).toBe("completed");
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "completed" }]);
    expect(it.listTypes(id).at(-1)).toBe("run.completed");
  });
});
