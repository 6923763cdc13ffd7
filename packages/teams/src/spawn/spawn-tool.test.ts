/**
 * Sub-agents by a tool call: limits, sessions, and what survives the end of a run or of the daemon.
 *
 * @requirement SPAWN-2
 * @requirement SPAWN-3
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError } from "@tinyagi/contracts";
import { expect, test, vi } from "vitest";
import { type AgentScript, createEngineFixture, engines, gate, hang, team } from "../conversation/fixture.js";
import type { SpawnAnswer, Spawner } from "./spawner.js";

const engine = engines();
const plan = (...agents: object[]) => ({
  version: 1,
  goal: "g",
  agents,
  output: agents.map((agent) => ("id" in agent ? agent.id : "")),
});
const PARTS = plan({ id: "a", prompt: "part a" }, { id: "b", prompt: "part b" });

const isNode = (request: { systemPrompt: string }) => request.systemPrompt.includes("## You are a sub-agent");

/** An agent that calls the tool and answers with what it got. */
function caller(
  spawner: () => Spawner,
  asked: unknown,
  outcomes: SpawnAnswer[],
  node: AgentScript = () => "done",
): AgentScript {
  return async (request, signal) => {
    if (isNode(request)) return node(request, signal);
    const outcome = await spawner().spawn({ runId: request.runId, plan: asked });
    outcomes.push(outcome);
    return `${outcome.status}: ${JSON.stringify(outcome.outputs)}`;
  };
}

test("a tool call runs the plan and answers when all have ended", async () => {
  const outcomes: SpawnAnswer[] = [];
  const it = await engine({ agents: { lead: caller(() => it.spawner, PARTS, outcomes) } });
  await it.send("go");
  await it.settled();
  expect(outcomes).toMatchObject([{ status: "completed", outputs: { a: "done", b: "done" }, failures: {} }]);
  expect(it.replies()).toEqual(['completed: {"a":"done","b":"done"}\n\n- [lead]']);
});

test("the same plan twice in one run is answered without running anything again", async () => {
  const prompts: string[] = [];
  const it = await engine({
    agents: {
      async lead(request) {
        if (isNode(request)) return `done ${prompts.push(request.prompt)}`;
        const first = await it.spawner.spawn({ runId: request.runId, plan: PARTS });
        const second = await it.spawner.spawn({ runId: request.runId, plan: PARTS });
        return String(JSON.stringify(first.outputs) === JSON.stringify(second.outputs));
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(prompts).toHaveLength(2);
  expect(it.replies()[0]).toContain("true");
});

test("a sub-agent whose time is over is stopped, and the journal says so once", async () => {
  const outcomes: SpawnAnswer[] = [];
  const asked = plan({ id: "a", prompt: "part a", timeoutMs: 1_000 });
  let isStarted = false;
  const late: AgentScript = (request, signal) => {
    isStarted = true;
    return hang(request, signal);
  };
  const it = await engine({ agents: { lead: caller(() => it.spawner, asked, outcomes, late) } });
  await it.send("go");
  await vi.waitFor(() => expect(isStarted).toBe(true));
  it.clock.advance(1_000);
  await it.settled();
  expect(outcomes).toMatchObject([
    { failures: { a: expect.stringContaining("did not end within 1000 ms") } },
  ]);
  const failed = it.events.filter(({ type }) => type === "node.failed" || type === "message.died");
  expect(failed).toMatchObject([{ type: "node.failed", data: { timedOut: true } }]);
});

test.each([
  [{}, 3],
  [{ retries: 0 }, 1],
  [{ retries: 1 }, 2],
  [{ retries: 9 }, 3],
])(
  "a sub-agent with %j is tried %d times: the plan can lower the attempts of the settings, not raise them",
  async (given, tries) => {
    const outcomes: SpawnAnswer[] = [];
    let tried = 0;
    const asked = plan({ id: "a", prompt: "part a", ...given });
    const fail: AgentScript = () => {
      tried += 1;
      throw new HarnessError("transient", "the line is busy");
    };
    const it = await engine({
      settings: { execution: { maxAttempts: 3 } },
      agents: { lead: caller(() => it.spawner, asked, outcomes, fail) },
    });
    await it.send("go");
    while (outcomes.length === 0) {
      await it.store.idle();
      await new Promise<void>((resolve) => setImmediate(resolve));
      it.clock.advance(60_000);
    }
    await it.settled();
    expect(tried).toBe(tries);
    expect(outcomes).toMatchObject([{ status: "failed" }]);
  },
);

test("other work under the same id gets a new id", async () => {
  const it = await engine({
    agents: {
      async lead(request) {
        if (isNode(request)) return request.prompt;
        await it.spawner.spawn({ runId: request.runId, plan: plan({ id: "a", prompt: "one" }) });
        const { outputs } = await it.spawner.spawn({
          runId: request.runId,
          plan: plan({ id: "a", prompt: "two" }),
        });
        return String(outputs.a);
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(it.replies()[0]).toContain("two");
});

test.each([
  ["depth", [{ id: "x", prompt: "level", canSpawn: true }], { maxDepth: 0 }],
  ["fan_out", Array.from({ length: 17 }, (_, n) => ({ id: `x${n}`, prompt: `part ${n}` })), {}],
  ["tools", [{ id: "x", prompt: "use it", tools: ["remember"] }], {}],
])("a call that breaks the rule %s is refused, and the caller goes on", async (reason, agents, spawn) => {
  const outcomes: SpawnAnswer[] = [];
  const it = await engine({
    settings: { spawn },
    agents: {
      async lead(request) {
        if (!isNode(request)) {
          const asked =
            reason === "tools" ? plan({ id: "mid", prompt: "go on", canSpawn: true }) : plan(...agents);
          const outcome = await it.spawner.spawn({ runId: request.runId, plan: asked });
          if (reason !== "tools") outcomes.push(outcome);
          return "finished";
        }
        // The parent of these has no tools.
        outcomes.push(await it.spawner.spawn({ runId: request.runId, plan: plan(...agents) }));
        return "node finished";
      },
    },
  });
  await it.send("go");
  await it.settled();
  const expected = reason === "depth" ? "tools" : reason;
  expect(outcomes).toMatchObject([{ status: "refused", refused: { reason: expected } }]);
  expect(it.replies()).toEqual(["finished\n\n- [lead]"]);
});

test("the sixth level is refused, and the fifth finishes", async () => {
  const refused: (string | undefined)[] = [];
  const it = await engine({
    agents: {
      async lead(request) {
        const level = Number(/level (\d)/.exec(request.prompt)?.[1] ?? 0);
        const next = plan({ id: "n", prompt: `level ${level + 1}`, canSpawn: true });
        const outcome = await it.spawner.spawn({ runId: request.runId, plan: next });
        refused.push(outcome.refused?.reason);
        return `level ${level} done`;
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(refused).toEqual(["depth", undefined, undefined, undefined, undefined, undefined]);
  expect(it.replies()).toEqual(["level 0 done\n\n- [lead]"]);
});

test.each([
  ["depth", "at the limit of the agent that began, whatever its own limit is", { maxDepth: 1 }, {}],
  ["tools", "whose own agent may have none", {}, { maxDepth: 0 }],
])("%s is the reason for a sub-agent %s", async (reason, _who, lead, coder) => {
  const outcomes: SpawnAnswer[] = [];
  const asking = (asked: object): AgentScript =>
    caller(
      () => it.spawner,
      plan(asked),
      outcomes,
      async (request) => {
        const inner = plan({ id: "deep", prompt: "deeper" });
        outcomes.push(await it.spawner.spawn({ runId: request.runId, plan: inner }));
        return "done";
      },
    );
  const script = asking({ id: "mid", prompt: "go on", agent: "coder", canSpawn: true });
  const config = { provider: "demo", model: "" };
  const it = await engine({
    settings: {
      agents: {
        lead: { ...config, name: "lead", spawn: lead },
        coder: { ...config, name: "coder", spawn: coder },
      },
    },
    teams: { dev: team("lead", "coder") },
    agents: { lead: script, coder: script },
  });
  await it.send("@lead go");
  await it.settled();
  expect(outcomes).toMatchObject([{ refused: { reason } }, { status: "completed" }]);
});

test("the 257th agent is refused", async () => {
  const refused: SpawnAnswer[] = [];
  const it = await engine({
    settings: { spawn: { maxLive: 100 }, execution: { maxLiveAgents: 1_000 } },
    agents: {
      async lead(request) {
        if (isNode(request)) return "done";
        for (let call = 0; call < 16; call += 1) {
          const agents = Array.from({ length: 16 }, (_, n) => ({
            id: `c${call}n${n}`,
            prompt: `part ${call} ${n}`,
          }));
          const outcome = await it.spawner.spawn({ runId: request.runId, plan: plan(...agents) });
          if (outcome.status === "refused") refused.push(outcome);
        }
        return "finished";
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(refused).toMatchObject([{ refused: { reason: "total" } }]);
  expect(it.pickEvents("node.started")).toHaveLength(240);
  expect(it.replies()).toEqual(["finished\n\n- [lead]"]);
}, 30_000);

test("a message whose run dies while its sub-agents work runs again when they have ended, with their results", async () => {
  const part = gate();
  let runs = 0;
  const it = await engine({
    agents: {
      async lead(request, signal) {
        if (isNode(request)) return part.script(request, signal);
        runs += 1;
        if (runs > 1) return request.prompt;
        void it.spawner.spawn({ runId: request.runId, plan: PARTS }).catch(() => {});
        await expect.poll(() => it.pickEvents("node.started").length).toBe(2);
        throw new Error("the CLI crashed");
      },
    },
  });
  const { conversationId } = await it.send("go");
  await expect.poll(() => it.pickEvents("run.failed").length).toBe(1);
  it.clock.advance(120_000);
  await it.store.idle();
  expect(runs).toBe(1);
  part.open("the result");
  await expect.poll(() => it.replies().length).toBe(1);
  expect(runs).toBe(2);
  expect(it.replies()[0]).toContain("an earlier attempt at the message below started sub-agents");
  expect(it.replies()[0]).toContain("### a\nthe result");
  expect(it.store.messages.inConversation(conversationId).map((row) => row.attempts)).toEqual([2, 1, 1]);
});

test("after a restart in mid-graph finished sub-agents do not run again, and open ones go on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-restart-"));
  const prompts: string[] = [];
  const script =
    (node: AgentScript): AgentScript =>
    (request, signal) => {
      if (request.prompt.startsWith("[TinyAGI: your")) return `joined ${request.prompt}`;
      if (!isNode(request)) return `\`\`\`spawn\n${JSON.stringify(PARTS)}\n\`\`\``;
      prompts.push(request.prompt);
      return node(request, signal);
    };
  const hangB = script((request, signal) =>
    request.prompt === "part a" ? "a is done" : hang(request, signal),
  );
  const first = await createEngineFixture({ folder, agents: { lead: hangB } });
  await first.send("go");
  await expect.poll(() => first.pickEvents("node.completed").length).toBe(1);
  await first[Symbol.asyncDispose]();
  const second = await createEngineFixture({ folder, agents: { lead: script(() => "b is done") } });
  try {
    await expect.poll(() => second.replies().length).toBe(1);
    expect(second.replies()[0]).toContain("### a\na is done");
    expect(second.replies()[0]).toContain("### b\nb is done");
    expect(prompts.map((prompt) => prompt.slice(-6)).toSorted()).toEqual(["part a", "part b", "part b"]);
    const all = second.journal.read(0, 10_000);
    const ends = all.filter((event) => event.type === "node.completed").map((event) => event.data);
    expect(ends).toMatchObject([{ node: "root/a" }, { node: "root/b" }]);
    expect(all.filter((event) => event.type === "node.started")).toHaveLength(2);
    await expect.poll(() => second.store.graphs.open()).toEqual([]);
  } finally {
    await second[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
});

test("run_sub_agent keeps a session for its caller and refuses another's", async () => {
  const scopes: string[] = [];
  const it = await engine({
    agents: {
      async lead(request) {
        if (isNode(request)) return `heard ${request.prompt}`;
        const first = await it.spawner.runSubAgent({ runId: request.runId, prompt: "one" });
        const again = await it.spawner.runSubAgent({
          runId: request.runId,
          prompt: "two",
          session: first.session,
        });
        scopes.push(first.session, again.session);
        const wrong = await it.spawner
          .runSubAgent({ runId: request.runId, prompt: "x", session: "sub_000000000000000000000" })
          .catch((error: { code: string }) => error.code);
        return `${first.output}, ${again.output}, ${String(wrong)}`;
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(it.replies()).toEqual(["heard one, heard two, NOT_FOUND\n\n- [lead]"]);
  expect(new Set(scopes).size).toBe(1);
});

test("a run that has ended cannot spawn", async () => {
  const it = await engine({ agents: { lead: () => "hi" } });
  await it.send("go");
  await it.settled();
  const [run] = it.store.runs.list({ limit: 1 });
  await expect(it.spawner.spawn({ runId: run?.id ?? "", plan: PARTS })).rejects.toMatchObject({
    code: "STALE_RUN",
  });
});

test.each([
  ["approved", "completed"],
  ["denied", "refused"],
  ["expired", "refused"],
] as const)("a plan that a person has %s is %s", async (status, expected) => {
  const outcomes: SpawnAnswer[] = [];
  const asked: unknown[] = [];
  const it = await engine({
    settings: { spawn: { approval: "always" } },
    decide: async (request) => {
      asked.push([request.kind, request.detail]);
      return { id: "ask_1", status };
    },
    agents: { lead: caller(() => it.spawner, PARTS, outcomes) },
  });
  await it.send("go");
  await it.settled();
  expect(asked).toEqual([["spawn", "g\n\n- a (@lead): part a\n- b (@lead): part b"]]);
  expect(outcomes).toMatchObject([{ status: expected }]);
  expect(it.pickEvents("node.started")).toHaveLength(expected === "completed" ? 2 : 0);
});
