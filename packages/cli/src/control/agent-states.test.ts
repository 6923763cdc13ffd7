/** `agent list`, `agent show`, `team show`, `team visualize` and `top` say the same of an agent. */
import { expect, test } from "vitest";
import { serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";
import { runOf } from "../testing/sample.js";

const RUNNING = {
  ...runOf({ agent: "coder", status: "running", finishedAt: null }),
  task: "a poem",
  joins: null,
};
const message = (waitsFor: string | null, runId: string | null = null) => ({
  id: 7,
  agent: "coder",
  waitsFor,
  runId,
  preview: "a poem",
  createdAt: 0,
  attempts: 0,
  joins: null,
  status: "pending",
});
const ASKED = {
  id: "ask_k7qx2m9p",
  agent: "coder",
  kind: "question",
  title: "Go on?",
  runId: "run_x",
  createdAt: 0,
};

/** Of so many that a list of them is cut before the one of the agent. */
const COUNTED = {
  agent: "coder",
  errorClass: "auth",
  count: 1,
  inGraph: 0,
  advice: null,
};

const SITUATIONS = {
  idle: {},
  running: { runs: [RUNNING] },
  queued: { messages: [message("slot")], counted: [COUNTED] },
  paused: { runs: [RUNNING], messages: [message("paused", RUNNING.runId)] },
  waiting: { runs: [RUNNING], approvals: [ASKED] },
  failed: { counted: [COUNTED] },
} satisfies Record<string, Situation>;

interface Situation {
  runs?: readonly object[];
  messages?: readonly object[];
  approvals?: readonly object[];
  counted?: readonly object[];
}

test.each(Object.entries<Situation>(SITUATIONS))("every command says %s", async (state, situation) => {
  const { runs = [], messages = [], approvals = [], counted = [] } = situation;
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const put = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    put("GET /api/runs", runs);
    put("GET /api/status", { version: "0.1.0", pausedProviders: [] });
    put("GET /api/queue/lanes", { lanes: [{ agent: "coder", total: 1, messages }], truncated: false });
    put("GET /api/queue/agents", []);
    put("GET /api/approvals", { approvals });
    put("GET /api/queue/dead/summary", { total: counted.length, groups: counted, until: 0 });
    const say = async (...words: string[]) => (await invoke(words, { home })).stdout;
    expect(await say("agent", "list")).toMatch(new RegExp(`^coder +Coder +${state} `, "m"));
    expect(await say("agent", "show", "coder")).toMatch(new RegExp(`^state +${state}$`, "m"));
    expect(await say("team", "show", "dev")).toMatch(new RegExp(`^agents +coder \\(${state}\\)$`, "m"));
    expect(await say("team", "visualize", "--once")).toMatch(new RegExp(` ${state} +leader$`, "m"));
    expect(await say("top", "--once")).toMatch(new RegExp(` coder +${state}\\b`));
    expect(JSON.parse(await say("top", "--json"))).toMatchObject([{ agent: "coder", state }]);
  });
});

test("agents and teams are shown without states that cannot be read", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/queue/lanes", { status: 500, body: { error: "no", code: "INTERNAL" } });
    const say = async (...words: string[]) => (await invoke(words, { home })).stdout;
    expect(await say("agent", "list")).toMatch(/^coder +Coder +\w/m);
    expect(await say("agent", "show", "coder")).not.toMatch(/^state/m);
    expect(await say("team", "show", "dev")).toMatch(/^agents +coder$/m);
  });
});
