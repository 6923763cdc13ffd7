import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";
import { conversationOf, runOf } from "../../testing/sample.js";

type Tinyagi = (line: string, options?: Partial<Invocation>) => Promise<InvocationResult>;

async function served(use: (tinyagi: Tinyagi, server: FakeServer) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((line, options) => invoke(line.split(" "), { home, ...options }), server);
  });
}

it("queue status says what dead and outgoing mean where there are some", async () => {
  await served(async (tinyagi, server) => {
    const counts = { incoming: 0, queued: 0, processing: 0, completed: 4, cancelled: 0 };
    const answer = (more: object) =>
      server.answers.set("GET /api/queue/status", { status: 200, body: { ...counts, ...more } });
    answer({ dead: 1, outgoing: 2 });
    const { stdout } = await tinyagi("queue status");
    expect(stdout).toContain("failed permanently; list them: tinyagi queue dead");
    expect(stdout).toContain("replies that no channel has fetched yet");
    answer({ dead: 0, outgoing: 0 });
    expect((await tinyagi("queue status")).stdout).not.toMatch(/permanently|fetched/);
  });
});

describe("agent", () => {
  it("lists agents aligned, as JSON in the API's shape, and under its old name", async () => {
    await served(async (tinyagi, server) => {
      server.agents.reviewer_two = {
        name: "R\u001b[31m",
        provider: "openai",
        model: "gpt-5.4",
        role: "reads",
      };
      const { stdout } = await tinyagi("agent list");
      expect(stdout).toBe(
        "ID            NAME   STATE  PROVIDER  MODEL      PERMISSIONS  ROLE\n" +
          "coder         Coder  idle   demo      (default)  sandboxed\n" +
          "reviewer_two  R      idle   openai    gpt-5.4    sandboxed    reads\n",
      );
      expect((await tinyagi("agent ls")).stdout).toBe(stdout);
      expect(JSON.parse((await tinyagi("agent list --json")).stdout)).toEqual(server.agents);
    });
  });

  it("marks an agent whose program is open, says since when and how large it is, and closes it", async () => {
    await served(async (tinyagi, server) => {
      const open = { agent: "coder", open: 1, working: 0, since: Date.now() - 300_000, bytes: 239_075_328 };
      server.answers.set("GET /api/programs", { status: 200, body: { programs: [open] } });
      const closing = { status: 200, body: { ok: true, closed: 1, later: 0 } };
      server.answers.set("POST /api/agents/coder/programs/close", closing);
      expect((await tinyagi("agent list")).stdout).toContain("idle, program open");
      expect((await tinyagi("agent show coder")).stdout).toContain("1 program open for 5 min, 228 MiB");
      expect((await tinyagi("agent close coder")).stdout).toBe(
        "@coder: Closed 1 program. The next message starts a new one.\n",
      );
    });
  });

  it("shows how full the context of an agent is, also to programs", async () => {
    await served(async (tinyagi, server) => {
      const context = { tokens: 50_000, window: 200_000, isCurrent: true };
      const run = { agent: "coder", createdAt: 1, context };
      server.answers.set("GET /api/runs", { status: 200, body: [run] });
      expect((await tinyagi("agent show coder")).stdout).toMatch(/^context +50k of 200k tokens \(25%\)$/m);
      const shown = JSON.parse((await tinyagi("agent show coder --json")).stdout);
      expect(shown).toEqual({ ...server.agents.coder, context });
    });
  });

  it("says what to install when the daemon cannot start a new agent, whatever the PATH of the command", async () => {
    await served(async (tinyagi, server) => {
      const found = (state: string) => [{ provider: "openai", name: "Codex", state, detail: "", next: null }];
      const setUp = (state: string) =>
        server.answers.set("GET /api/setup", { status: 200, body: { found: found(state), teams: [] } });
      setUp("missing");
      const { stderr, code } = await tinyagi("agent add writer --provider openai");
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /@writer needs codex, .*daemon.* npm install -g @openai\/codex .*tinyagi restart/,
      );
      expect(stderr).toContain("Then try it: tinyagi run '@writer hello'\n");
      setUp("ready");
      const env = { PATH: "" };
      const there = await tinyagi("agent add editor --provider openai", { env });
      expect(there.stderr).toBe("Try it: tinyagi run '@editor hello'\n");
      const demo = await tinyagi("agent add player --provider demo", { env });
      expect(demo.stderr).toBe("Try it: tinyagi run '@player hello'\n");
    });
  });

  it("adds an agent in place of one that only the demo team wrote, and says so", async () => {
    await served(async (tinyagi, server) => {
      const wrote = { name: "Reviewer", role: "reviews drafts", provider: "demo", model: "" };
      const demo = {
        id: "demo",
        agents: [{ id: "reviewer", name: wrote.name, role: wrote.role, template: "" }],
      };
      server.answers.set("GET /api/setup", { status: 200, body: { found: [], teams: [demo] } });
      server.agents.reviewer = wrote;
      server.teams.demo = { name: "Demo", agents: ["coder", "reviewer"], leader_agent: "coder" };
      const { code, stderr } = await tinyagi("agent add reviewer --provider openai");
      expect(code).toBe(0);
      expect(stderr).toContain("@reviewer replaces the agent of the demo team");
      expect(stderr).toContain("member of @demo");
      expect(server.calls.at(-1)?.body).toMatchObject({ name: "reviewer", provider: "openai", role: null });
      for (const own of [
        { ...wrote, provider: "openai" },
        { ...wrote, role: "mine" },
        { ...wrote, budget: { usd: 1 } },
      ]) {
        server.agents.reviewer = own;
        expect((await tinyagi("agent add reviewer --provider openai")).code).toBe(1);
        expect(server.calls).toHaveLength(1);
      }
    });
  });

  it("adds an agent with defaults and refuses an id that exists", async () => {
    await served(async (tinyagi, server) => {
      expect((await tinyagi("agent add writer --role words --env A=b --env C=d=e")).code).toBe(0);
      expect(server.calls.at(-1)).toEqual({
        line: "PUT /api/agents/writer",
        body: { name: "writer", provider: "anthropic", model: "", role: "words", env: { A: "b", C: "d=e" } },
      });
      const again = await tinyagi("agent add writer");
      expect(again.code).toBe(1);
      expect(again.stderr).toContain("tinyagi agent set writer");
    });
  });

  it("gives a new agent the provider of the home, with that provider's own model", async () => {
    await served(async (tinyagi, server) => {
      const api = { harness: "api", name: "api", model: null, hasKey: true, aliases: {}, agents: [] };
      const answer = (standard: string, model: string | null) =>
        server.answers.set("GET /api/providers", {
          status: 200,
          body: { default: standard, providers: { api: { ...api, model } } },
        });
      answer("openai", null);
      await tinyagi("agent add writer");
      expect(server.calls.at(-1)?.body).toEqual({ name: "writer", provider: "openai", model: "" });
      answer("api", null);
      // There is no default for a directly called model.
      expect((await tinyagi("agent add caller")).stderr).toContain("tinyagi agent set caller --model");
      answer("api", "sonnet");
      expect((await tinyagi("agent add second")).stderr).not.toContain("--model");
      expect(server.agents.second).toMatchObject({ provider: "api", model: "" });
    });
  });

  it("sets and shows the fallback providers of an agent", async () => {
    await served(async (tinyagi, server) => {
      const list = "openai,api=sonnet,custom:local=org/llama3:8b";
      const fallback = [
        { provider: "openai" },
        { provider: "api", model: "sonnet" },
        { provider: "custom:local", model: "org/llama3:8b" },
      ];
      await tinyagi(`agent add writer --provider anthropic --fallback ${list}`);
      expect(server.calls.at(-1)?.body).toMatchObject({ fallback });
      await tinyagi("agent set coder --fallback openai");
      expect(server.calls.at(-1)?.body).toMatchObject({ fallback: [{ provider: "openai" }] });
      expect((await tinyagi("agent show writer")).stdout).toContain(
        "openai, api=sonnet, custom:local=org/llama3:8b",
      );
      await tinyagi("agent set coder --fallback ");
      expect(server.calls.at(-1)?.body).toMatchObject({ fallback: null });
      for (const wrong of [",", "=sonnet", "openai,=x", "openai="])
        expect((await tinyagi(`agent set coder --fallback ${wrong}`)).code).toBe(2);
    });
  });

  it("changes only given fields, removes emptied ones, and resets the model with the provider", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("agent set coder --role ");
      expect(server.calls.at(-1)?.body).toEqual({ name: "Coder", provider: "demo", model: "", role: null });
      await tinyagi("agent provider coder openai --model gpt-5.4");
      await tinyagi("agent provider coder opencode");
      expect(server.calls.at(-1)?.body).toEqual({ name: "Coder", provider: "opencode", model: "" });
      expect((await tinyagi("agent provider coder")).stdout).toBe("opencode (default model)\n");
    });
  });

  it("removes only with a confirmation, and without a terminal only with --yes", async () => {
    await served(async (tinyagi, server) => {
      const refused = await tinyagi("agent remove coder");
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain("--yes");
      expect(server.calls).toHaveLength(0);
      expect((await tinyagi("agent rm coder --yes")).code).toBe(0);
      expect(server.calls.map((call) => call.line)).toEqual(["DELETE /api/agents/coder"]);
      expect((await tinyagi("agent show nobody")).code).toBe(1);
    });
  });

  it("names what depends on an agent before it asks, and in the JSON of the removal", async () => {
    await served(async (tinyagi, server) => {
      const target = { kind: "agent", id: "coder" };
      const leader = { role: "leader", from: "dev", name: "Dev", count: 1, target, successor: "tester" };
      const nightly = {
        ...leader,
        role: "schedule",
        from: "sch_1",
        name: "nightly\u001b[2J",
        successor: null,
      };
      const references = [leader, nightly];
      server.answers.set("GET /api/references/agent/coder", { status: 200, body: { references } });
      const refused = await tinyagi("agent remove coder");
      expect(refused.stderr).toContain(
        "What changes with it:\n- @tester becomes the leader of the team @dev\n- the schedule nightly is turned off\n",
      );
      expect(server.calls).toHaveLength(0);
      const removed = await tinyagi("agent remove coder --yes --json");
      expect(JSON.parse(removed.stdout)).toEqual({ ok: true, dependents: references });
    });
  });

  it("resets several agents, also by the short form", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("agent reset coder");
      await tinyagi("reset coder other");
      const lines = ["coder", "coder", "other"].map((id) => `POST /api/agents/${id}/reset`);
      expect(server.calls.map((call) => call.line)).toEqual(lines);
    });
  });

  it("never sends an id that changes the path of the request", async () => {
    await served(async (tinyagi, server) => {
      expect((await tinyagi("agent reset ..")).code).toBe(65);
      expect(server.calls).toHaveLength(0);
    });
  });
});

describe("team", () => {
  it("adds a team with its first member as leader, and changes members", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi("team add ops --agents coder,tester --join leader");
      const ops = { name: "ops", agents: ["coder", "tester"], leader_agent: "coder", join: "leader" };
      expect(server.teams.ops).toEqual(ops);
      await tinyagi("team member-add ops writer");
      await tinyagi("team remove-agent ops tester");
      expect(server.teams.ops).toEqual({ ...ops, agents: ["coder", "writer"] });
      await tinyagi("team set ops --leader writer --name Ops");
      expect(server.teams.ops).toMatchObject({ name: "Ops", leader_agent: "writer" });
      expect((await tinyagi("team show ops --json")).stdout).toContain('"leader_agent": "writer"');
    });
  });

  it("moves an agent from one team to another in one call", async () => {
    await served(async (tinyagi, server) => {
      server.answers.set("POST /api/teams/dev/members", {
        status: 200,
        body: { ok: true, team: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
      });
      const result = await tinyagi("team move coder dev --from ops --lead");
      expect(result.stdout).toMatch(/leader +coder/);
      expect(server.calls).toEqual([
        { line: "POST /api/teams/dev/members", body: { agent: "coder", from: "ops", lead: true } },
      ]);
    });
  });

  it("does not remove the leader from a team, and says what to do", async () => {
    await served(async (tinyagi, server) => {
      const result = await tinyagi("team remove-agent dev coder");
      expect(result.code).toBe(1);
      expect(result.stderr).toContain("tinyagi team set dev --leader");
      expect(server.calls).toHaveLength(0);
      expect((await tinyagi("team rm dev -y")).stdout).toBe("@dev removed; its agents are kept\n");
    });
  });
});

describe("queue, runs and conversations", () => {
  it("queue lanes shows what runs, what waits for what, and how much is not shown", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const message = { id: 1, agent: "coder", attempts: 1, preview: "one\u001b[31m", waitsFor: null };
      const messages = [message, { ...message, id: 2, attempts: 0, preview: "two", waitsFor: "turn" }];
      const lanes = [{ lane: "coder", agent: "coder", total: 5, messages }];
      server.answers.set("GET /api/queue/lanes", { status: 200, body: { lanes, truncated: true } });
      const { stdout } = await invoke(["queue", "lanes"], { home });
      expect(stdout).toMatch(/1 +@coder +runs +1 +one/);
      expect(stdout).toMatch(/2 +@coder +waits behind an earlier message +0 +two/);
      expect(stdout).toContain("3 more for @coder");
      expect((await invoke(["queue"], { home })).stdout).toBe(stdout);
      expect(stdout).toContain("there are more lanes than are shown");
      expect(stdout).not.toContain("\u001b");
      server.answers.set("GET /api/queue/lanes", { status: 200, body: { lanes: [], truncated: false } });
      expect((await invoke(["queue", "lanes"], { home })).stdout).toBe("the queue is empty\n");
    });
  });

  it("shows dead letters and acts on several of them", async () => {
    await served(async (tinyagi, server) => {
      const data = {
        channel: "cli",
        sender: "cli",
        senderId: null,
        message: "x\ny",
        messageId: "m",
        agent: "coder",
      };
      const row = {
        id: 7,
        data,
        failedReason: "auth: no key",
        errorClass: "auth",
        attemptsMade: 1,
        totalAttempts: 6,
      };
      server.answers.set("GET /api/queue/dead", {
        status: 200,
        body: [
          { ...row, timestamp: 0, cursor: "0-7", advice: null, inGraph: false, conversationId: "conv_1" },
        ],
      });
      const { stdout } = await tinyagi("queue dead");
      expect(stdout).toMatch(/^7 {3}coder {2}6 .*auth: no key {2}x$/m);
      expect((await tinyagi("queue dead --limit 1 --agent coder")).stdout).toContain(
        "older ones: tinyagi queue dead --before 0-7",
      );
      const groups = [
        { agent: "coder", errorClass: "auth", count: 2, inGraph: 0, advice: "Check the key." },
        { agent: "writer", errorClass: "transient", count: 1_503, inGraph: 3, advice: null },
      ];
      server.answers.set("GET /api/queue/dead/summary", {
        status: 200,
        body: { total: 1_505, groups, until: 9 },
      });
      const preview = (await tinyagi("queue retry --all --except auth --dry-run")).stdout;
      expect(preview).toMatch(/^would retry 1500, oldest first$/m);
      expect(preview).not.toContain("Check the key.");
      expect(preview).toMatch(/^left out: 3 of sub-agents; .*tinyagi retry/m);
      expect((await tinyagi("queue retry 7 --dry-run")).code).toBe(2);
      const part = {
        ok: true,
        retried: [{ id: 7, conversationId: "conv_aaaaaa" }],
        remaining: 3,
        next: null,
      };
      server.answers.set("POST /api/queue/dead/retry", { status: 200, body: part });
      expect((await tinyagi("queue retry --all --except auth")).stdout).toBe(
        "retrying 1; 3 dead letters remain\n",
      );
      const retried = { status: 200, body: { ok: true, conversationId: "conv_bbbbbb" } };
      server.answers.set("POST /api/queue/dead/7/retry", retried);
      server.answers.set("POST /api/queue/dead/8/retry", retried);
      expect((await tinyagi("queue retry 7 8")).stdout.split("\n")).toHaveLength(3);
      const refused = { error: "id must be a number", code: "INVALID_INPUT" };
      server.answers.set("POST /api/queue/dead/x/retry", { status: 400, body: refused });
      expect((await tinyagi("queue retry x")).code).toBe(65);
      expect((await tinyagi("queue delete 7")).code).toBe(2);
      expect((await tinyagi("queue delete 7 --yes")).stdout).toBe("deleted 7\n");
    });
  });

  it("shows counts, runs, and a conversation as a tree", async () => {
    await served(async (tinyagi, server) => {
      const counts = {
        incoming: 1,
        queued: 2,
        processing: 0,
        completed: 3,
        dead: 0,
        outgoing: 0,
        cancelled: 0,
      };
      server.answers.set("GET /api/queue/status", { status: 200, body: counts });
      expect((await tinyagi("queue status")).stdout).toContain("queued      2\n");
      server.answers.set("GET /api/runs", { status: 200, body: [{ ...runOf(), task: "fix the login" }] });
      server.answers.set("GET /api/runs/run_aaaaaa", { status: 200, body: runOf() });
      const shown = (await tinyagi("runs show run_aaaaaa")).stdout;
      expect(shown).toMatch(/^harness +claude 2\.1\.197$/m);
      expect(shown).toMatch(/^permissions +ask$/m);
      const old = { status: 200, body: runOf({ harnessVersion: null, permissions: null }) };
      server.answers.set("GET /api/runs/run_aaaaaa", old);
      const older = (await tinyagi("runs show run_aaaaaa")).stdout;
      expect(older).toMatch(/^harness +claude$/m);
      expect(older).not.toContain("permissions");
      expect((await tinyagi("runs --status completed")).stdout).toContain("run_aaaaaa  coder  done");
      const place = { messageRowId: 2, parentRunId: "run_aaaaaa" };
      const child = runOf({ runId: "run_bbbbbb", agent: "tester", ...place });
      server.conversation = conversationOf({ runs: [child, runOf()] });
      server.answers.delete("GET /api/runs");
      const { stdout } = await tinyagi("conversation show conv_abcdef");
      expect(stdout).toMatch(
        /^\+ done +do it +coder +1 s +\$0\.01 +all \$0\.02\n`- \+ done +do it +tester +1 s +\$0\.01$/m,
      );
      const plain = await tinyagi("conversation show conv_abcdef --plain");
      expect(plain.stdout).toMatch(/^done +do it +coder +1 s/m);
      expect(plain.stdout).not.toMatch(/^\+/m);
    });
  });

  it("shows the status for people and machines", async () => {
    await served(async (tinyagi, server) => {
      const body = {
        ok: true,
        uptime: 61,
        version: "1.2.3",
        bootId: "b",
        pid: 42,
        home: "/h",
        server: { running: true, port: 1 },
        channels: {},
        heartbeat: { running: false, interval: 0, lastSent: {} },
        settings: { valid: false, problem: "line 3, column 7" },
        live: 2,
      };
      server.answers.set("GET /api/status", { status: 200, body });
      server.answers.set("GET /api/queue/status", {
        status: 200,
        body: { incoming: 1, queued: 2, processing: 3, dead: 4 },
      });
      const { stdout } = await tinyagi("status");
      expect(stdout).toContain("queue      3 waiting, 3 running, 4 dead letters\n");
      expect(stdout).toContain("settings   not valid: line 3, column 7\n");
      expect(stdout).toContain("1 min 1 s");
      expect(JSON.parse((await tinyagi("status --json")).stdout)).toEqual(body);
      expect(stdout).not.toContain("processes");
      const containment = { kind: "marks", meaning: "By mark.", advice: null };
      server.answers.set("GET /api/status", { status: 200, body: { ...body, containment } });
      expect((await tinyagi("status")).stdout).toContain("processes  found by group and mark");
      expect(stdout).not.toContain("agent host");
      const agentHost = {
        state: "running",
        pid: 43,
        version: "1.2.3",
        live: 2,
        restarts: 1,
        problem: "it was ended by SIGKILL",
      };
      const hosted = { ...body, agentHost };
      server.answers.set("GET /api/status", { status: 200, body: hosted });
      expect((await tinyagi("status")).stdout).toContain("running (pid 43), 2 agent processes, 1 crash\n");
      expect(JSON.parse((await tinyagi("status --json")).stdout)).toEqual(hosted);
    });
  });
});
