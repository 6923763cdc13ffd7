import { AppError, HarnessError, type RunErrorClass } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createEngineFixture, deferred } from "./fixture.js";
import { EVENTS_MAX } from "./run-events.js";

const failing =
  (kind: RunErrorClass, message = "went wrong", retryAfterMs?: number) =>
  () => {
    throw new HarnessError(kind, message, retryAfterMs === undefined ? {} : { retryAfterMs });
  };

describe("a run that succeeds", () => {
  test("asks the agent with prompt, system prompt and workspace, and commits the answer", async () => {
    await using it = createEngineFixture({
      agents: { coder: () => ({ text: "done", usage: { inputTokens: 3, outputTokens: 5, costUsd: 0.1 } }) },
    });
    it.dispatcher.start();
    const id = it.send("coder", "build it");
    await it.settled();
    expect(it.requests).toMatchObject([
      { agentId: "coder", prompt: "build it", systemPrompt: "You are coder.", cwd: "/workspace/coder" },
    ]);
    expect(it.store.messages.get(id)).toMatchObject({ status: "completed", result_text: "done" });
    const [run] = it.store.runs.list({ limit: 10 });
    expect(run).toMatchObject({
      id: it.requests[0]?.runId,
      message_row_id: id,
      status: "completed",
      output: "done",
      harness: "codex",
      provider: "demo",
      model: "m1",
      attempt: 1,
      depth: 0,
      parent_run_id: null,
      input_tokens: 3,
      output_tokens: 5,
      cost_usd: 0.1,
      error: null,
    });
    expect(run?.root_run_id).toBe(run?.id);
    expect(it.listTypes(id)).toEqual(["message.accepted", "run.started", "run.completed"]);
    expect(it.events.at(-1)).toMatchObject({
      data: {
        output: "done",
        agentName: "CODER",
        channel: "api",
        sender: "tester",
        messageId: "in_c1",
        isTeamMessage: false,
      },
    });
    expect(it.store.history.agentMessages("coder", { limit: 5 })).toMatchObject([
      { role: "assistant", content: "done" },
    ]);
    expect(it.swept).toEqual([run?.id]);
  });

  test("hangs below the run that made its message", async () => {
    await using it = createEngineFixture({ agents: { boss: () => "go", coder: () => "ok" } });
    it.dispatcher.start();
    it.send("boss");
    await it.settled();
    const [parent] = it.store.runs.list({ limit: 1 });
    it.add("coder", { kind: "handoff", from_agent: "boss", parent_run_id: parent?.id ?? "" });
    it.dispatcher.wake("coder");
    await it.settled();
    const [child] = it.store.runs.list({ limit: 1 });
    expect(child).toMatchObject({
      agent_id: "coder",
      parent_run_id: parent?.id,
      root_run_id: parent?.id,
      depth: 1,
    });
    expect(it.events.at(-1)).toMatchObject({ type: "run.completed", data: { isTeamMessage: true } });
  });

  test("records its process, its tools and what it was denied, before its end", async () => {
    await using it = createEngineFixture({
      agents: {
        async coder(_request, { onEvent }) {
          onEvent({ type: "process.started", pid: 4_711 });
          onEvent({ type: "tool.started", name: "Bash", callId: "1", input: { command: "ls" } });
          onEvent({ type: "text", text: "hm ", delta: true });
          onEvent({ type: "tool.completed", name: "Bash", callId: "1", output: "a.txt" });
          onEvent({ type: "permission.denied", tool: "WebFetch" });
          onEvent({ type: "usage", usage: {} });
          await it.store.idle();
          return "done";
        },
      },
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.listTypes(id).sort()).toEqual(
      [
        "message.accepted",
        "run.started",
        "run.progressed",
        "run.tool_started",
        "run.tool_completed",
        "run.permission_denied",
        "run.spawned",
        "run.completed",
      ].sort(),
    );
    expect(it.events.at(-1)?.type).toBe("run.completed");
    expect(it.events.find((event) => event.type === "run.tool_started")).toMatchObject({
      data: { input: '{"command":"ls"}', callId: "1" },
    });
    expect(it.events.find((event) => event.type === "run.progressed")).not.toHaveProperty("seq");
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ pid: 4_711, pid_start: "start-4711" }]);
  });

  test("a chatty one fills the journal to the limit only, and says so", async () => {
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          for (let n = 0; n < EVENTS_MAX + 50; n += 1) onEvent({ type: "permission.denied", tool: "Bash" });
          return "done";
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(it.events.filter((event) => event.type === "run.permission_denied")).toHaveLength(EVENTS_MAX);
    expect(it.logged).toEqual(["a run event could not be recorded"]);
  });
});

describe("a run that fails", () => {
  test("is retried with a note, and its success ends the message", async () => {
    let tries = 0;
    await using it = createEngineFixture({
      agents: {
        coder() {
          tries += 1;
          return tries === 1 ? failing("transient", "socket hang up\n at secret.js")() : "done";
        },
      },
    });
    it.dispatcher.start();
    const id = it.send("coder", "build it");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "pending", failures: 1 });
    it.clock.advance(1_000);
    await it.settled();
    expect(it.status(id)).toBe("completed");
    expect(it.requests[0]?.prompt).toBe("build it");
    expect(it.requests[1]?.prompt).toMatch(
      /^\[Note from TinyAGI: this is attempt 2 .*failed \(socket hang up\)\. .*\]\n\nbuild it$/,
    );
    expect(it.store.runs.list({ limit: 5 }).map((run) => [run.attempt, run.status, run.error_class])).toEqual(
      [
        [2, "completed", null],
        [1, "failed", "transient"],
      ],
    );
    expect(it.listTypes(id)).toEqual([
      "message.accepted",
      "run.started",
      "message.retrying",
      "run.failed",
      "run.started",
      "run.completed",
    ]);
  });

  test("five times makes the message a dead letter, and the conversation is notified each time", async () => {
    const told: string[] = [];
    await using it = createEngineFixture({
      agents: { coder: failing("transient") },
      outcomes: { failed: (_claim, error, decision) => told.push(`${error.class} ${decision.kind}`) },
    });
    it.dispatcher.start();
    const id = it.send("coder");
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await it.settled();
      it.clock.advance(60_000);
    }
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({
      status: "dead",
      attempts: 5,
      last_error: "went wrong",
    });
    expect(told).toEqual([...Array(4).fill("transient retry"), "transient dead"]);
    expect(it.events.filter((event) => event.type === "run.failed").map((event) => event.data)).toEqual([
      ...Array(4).fill(expect.objectContaining({ willRetry: true })),
      expect.objectContaining({ willRetry: false }),
    ]);
  });

  test.each<RunErrorClass>(["not_found", "context_too_long", "invalid"])(
    "of class %s is not retried",
    async (kind) => {
      await using it = createEngineFixture({ agents: { coder: failing(kind) } });
      it.dispatcher.start();
      const id = it.send("coder");
      await it.settled();
      expect(it.store.messages.get(id)).toMatchObject({ status: "dead", attempts: 1, error_class: kind });
    },
  );

  test("waits as long as the provider asked", async () => {
    await using it = createEngineFixture({
      agents: { coder: failing("rate_limited", "slow down", 400_000) },
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.store.messages.get(id)?.not_before).toBe(it.clock.now() + 400_000);
  });

  test.each([
    [new AppError("SECRET_UNRESOLVED", "set the key"), "dead", "invalid", "set the key"],
    [new AppError("UNAVAILABLE", "later"), "pending", "transient", "later"],
    [new TypeError("a bug"), "pending", "transient", "a bug"],
    ["not an error", "pending", "transient", "The run failed for an unknown reason."],
  ])("by %s is classed by what can help", async (error, status, kind, message) => {
    await using it = createEngineFixture({
      agents: {
        coder: () => {
          throw error;
        },
      },
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status, error_class: kind, last_error: message });
  });

  test("because its agent was removed says so, and nothing is started", async () => {
    await using it = createEngineFixture({ agents: { coder: () => "never" } });
    delete it.agents.coder;
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "dead", error_class: "not_found" });
    expect(it.requests).toEqual([]);
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "failed", harness: "" }]);
  });
});

describe("the commit of a result", () => {
  test("is committed with its handoffs: if they fail, nothing is committed and the run fails", async () => {
    let broken = true;
    await using it = createEngineFixture({
      agents: { coder: () => "done" },
      outcomes: {
        completed(claim) {
          it.queue.enqueue(
            { ...claim, message_id: "internal_1", lane: "writer", agent_id: "writer", kind: "handoff" },
            { channel: "api", sender: "x", replyToId: "x" },
          );
          if (broken) throw new Error("no such team");
        },
      },
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({
      status: "pending",
      result_text: null,
      last_error: "no such team",
    });
    expect(it.store.messages.countInConversation("c1")).toBe(1);
    expect(it.store.history.agentMessages("coder", { limit: 5 })).toEqual([]);
    expect(it.listTypes(id)).not.toContain("run.completed");
    broken = false;
    it.clock.advance(1_000);
    await it.settled();
    expect(it.status(id)).toBe("completed");
    expect(it.store.messages.countInConversation("c1")).toBe(2);
  });

  test("a failure that its conversation cannot handle still frees the lane, as a dead letter", async () => {
    await using it = createEngineFixture({
      agents: { coder: (request) => (request.prompt === "bad" ? failing("transient", "network")() : "ok") },
      outcomes: {
        failed() {
          throw new Error("the conversation is broken");
        },
      },
    });
    it.dispatcher.start();
    const [bad, good] = [it.send("coder", "bad"), it.send("coder", "good")];
    await it.settled();
    expect(it.store.messages.get(bad)).toMatchObject({ status: "dead", last_error: "network" });
    expect(it.status(good)).toBe("completed");
    expect(it.logged).toContain("a failure could not be handled; the message becomes a dead letter");
    expect(it.store.runs.list({ limit: 5 }).map((run) => run.status)).toEqual(["completed", "failed"]);
  });

  test("is tried again while the disk is full, and the agent is not asked twice", async () => {
    const answer = deferred<string>();
    await using it = createEngineFixture({ agents: { coder: () => answer.promise } });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    it.store.db.pragma(`max_page_count = ${Number(it.store.db.pragma("page_count", { simple: true }))}`);
    answer.resolve("long answer ".repeat(20_000));
    await expect.poll(() => it.logged).toContain("a result could not be committed; it is tried again");
    expect(it.status(id)).toBe("processing");
    it.store.db.pragma("max_page_count = 1073741823");
    it.clock.advance(1_000);
    await it.settled();
    expect(it.status(id)).toBe("completed");
    expect(it.requests).toHaveLength(1);
    expect(it.events.filter((event) => event.type === "run.completed")).toHaveLength(1);
  });
});
