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
const DEAD = {
  id: 3,
  timestamp: 0,
  failedReason: "no",
  errorClass: "auth",
  data: { agent: "coder", message: "a" },
};
const ASKED = {
  id: "ask_k7qx2m9p",
  agent: "coder",
  kind: "question",
  title: "Go on?",
  runId: "run_x",
  createdAt: 0,
};

const SITUATIONS = {
  idle: {},
  running: { runs: [RUNNING] },
  queued: { messages: [message("slot")], dead: [DEAD] },
  paused: { runs: [RUNNING], messages: [message("paused", RUNNING.runId)] },
  waiting: { runs: [RUNNING], approvals: [ASKED] },
  failed: { dead: [DEAD] },
} satisfies Record<string, Situation>;

interface Situation {
  runs?: readonly object[];
  messages?: readonly object[];
  approvals?: readonly object[];
  dead?: readonly object[];
}

test.each(Object.entries<Situation>(SITUATIONS))("every command says %s", async (state, situation) => {
  const { runs = [], messages = [], approvals = [], dead = [] } = situation;
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const put = (line: string, body: unknown) => server.answers.set(line, { status: 200, body });
    put("GET /api/runs", runs);
    put("GET /api/queue/lanes", { lanes: [{ agent: "coder", total: 1, messages }], truncated: false });
    put("GET /api/queue/agents", []);
    put("GET /api/approvals", { approvals });
    put("GET /api/queue/dead", dead);
    const say = async (...words: string[]) => (await invoke(words, { home })).stdout;
    expect(await say("agent", "list")).toMatch(new RegExp(`^coder +Coder +${state} `, "m"));
    expect(await say("agent", "show", "coder")).toMatch(new RegExp(`^state +${state}$`, "m"));
    expect(await say("team", "show", "dev")).toMatch(new RegExp(`^agents +coder \\(${state}\\)$`, "m"));
    expect(await say("team", "visualize", "--once")).toMatch(new RegExp(` ${state} +leader$`, "m"));
    expect(await say("top", "--once")).toMatch(new RegExp(` coder +${state}\\b`));
    expect(JSON.parse(await say("top", "--json"))).toMatchObject([{ agent: "coder", state }]);
  });
});
