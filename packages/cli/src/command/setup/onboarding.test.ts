/** The set-up of a new home at a terminal and from flags. @requirement SETUP-1 @requirement OFFER-1 */
import { stripVTControlCharacters } from "node:util";
import type { RouteOutput } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";
import { conversationOf, runCompleted, runStarted } from "../../testing/sample.js";
import { typeAt } from "../../testing/typing.js";
import { listChoices } from "./onboarding-provider.js";

const ENTER = "\r";
const DOWN = "\u001b[B";
const UP = "\u001b[A";
const CTRL_C = "\u0003";

type Setup = RouteOutput<"describeSetup">;

const SETUP: Setup = {
  isNew: true,
  team: "demo",
  suggested: { team: "dev", provider: "anthropic" },
  dailyBudget: null,
  found: [
    { provider: "anthropic", name: "Claude Code", state: "ready", detail: "Logged in.", next: null },
    { provider: "openai", name: "Codex", state: "login", detail: "No login.", next: "codex login" },
  ],
  teams: (["solo", "dev", "demo"] as const).map((id) => ({
    id,
    name: id.toUpperCase(),
    summary: "works",
    leader: "lead",
    firstMessage: `Hello ${id}?`,
    agents: [{ id: "lead", name: "Lead", role: "leads", template: `${id}:lead` }],
  })),
};
const MADE = { ok: true, team: "dev", leader: "lead", provider: "anthropic", agents: ["lead", "coder"] };

function prepare(server: FakeServer, setup: Partial<Setup> = {}): void {
  server.answers.set("GET /api/setup", { status: 200, body: { ...SETUP, ...setup } });
  server.answers.set("POST /api/setup/team", { status: 200, body: MADE });
  server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true } });
  server.events = [runStarted("coder", "run_aaaaaa"), runCompleted("coder", "run_aaaaaa")];
}

const lines = (server: FakeServer) => server.calls.map(({ line }) => line);

describe("the set-up at a terminal", () => {
  it.each([[[]], [["setup"]]])("of %j leads from what was found to an answered message", async (words) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      const terminal = typeAt([
        [/Who runs your agents/, ENTER],
        [/Who do you need/, ENTER],
        [/Your first message to @dev/, ENTER],
      ]);
      const { code, stdout, stderr } = await invoke(words, { home, ...terminal });
      expect(stripVTControlCharacters(stderr)).toContain("✓ Claude Code: Logged in.");
      expect(stderr).toContain("log in: codex login");
      expect(stderr).toContain("The team dev is ready: @lead, @coder");
      expect(stdout).toContain("all done");
      expect(stderr).toContain("tinyagi office");
      expect(code).toBe(0);
      expect(server.calls).toMatchObject([
        { line: "POST /api/setup/team", body: { team: "dev", provider: "anthropic" } },
        {
          line: "POST /api/message",
          body: { message: "Hello dev?", channel: "cli", sender: "cli", agent: "dev" },
        },
      ]);
    });
  });

  it("takes a key, looks again, and shows the key nowhere", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      const terminal = typeAt([
        [/Who runs your agents/, `${DOWN}${DOWN}${ENTER}`],
        [/API key/, `sk-canary${ENTER}`],
        [/Who runs your agents/, `${DOWN}${DOWN}${DOWN}${ENTER}`],
        [/Who runs your agents/, CTRL_C],
      ]);
      const { stdout, stderr } = await invoke(["setup"], { home, ...terminal });
      expect(server.calls).toEqual([
        {
          line: "POST /api/settings/change",
          body: { changes: [{ path: ["models", "openai", "api_key"], value: "sk-canary" }] },
        },
      ]);
      expect(stdout + stderr).not.toContain("canary");
    });
  });

  it("an API without a CLI gets its format, its model and its key at once", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const api = {
        provider: "api",
        name: "A model API",
        state: "login",
        detail: "No key.",
        next: null,
      } as const;
      prepare(server, { found: [api], suggested: { team: "demo", provider: "demo" } });
      const terminal = typeAt([
        [/Who runs your agents/, `${DOWN}${ENTER}`],
        [/API key/, `sk-canary${ENTER}`],
        [/Whose API/, `${DOWN}${ENTER}`],
        [/Model/, ENTER],
        [/The key is saved[\s\S]*Who runs your agents/, CTRL_C],
      ]);
      await invoke(["setup"], { home, ...terminal });
      const value = { format: "openai-responses", model: "gpt-5.4", api_key: "sk-canary" };
      expect(server.calls).toEqual([
        { line: "POST /api/settings/change", body: { changes: [{ path: ["models", "api"], value }] } },
      ]);
    });
  });

  it.each([
    ["10", ENTER, 10],
    ["another amount", `\u00154${ENTER}`, 4],
    ["none", `\u0015${ENTER}`, null],
  ])("proposes a daily budget where agents cost money: %s", async (_what, keys, usd) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server, { dailyBudget: { usd: 10 } });
      server.answers.set("POST /api/setup/budget", { status: 200, body: { ok: true, usd } });
      const terminal = typeAt([
        [/Who runs your agents/, ENTER],
        [/Who do you need/, ENTER],
        [/When a day costs more/, keys],
        [/Your first message to @dev/, ENTER],
      ]);
      expect((await invoke(["setup"], { home, ...terminal })).code).toBe(0);
      expect(server.calls[1]).toEqual({ line: "POST /api/setup/budget", body: { usd } });
    });
  });

  it("can skip every step, and then changes nothing", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server, { team: "demo" });
      // Up from the first choice leads to the last one, "Skip".
      const skip = typeAt([
        [/Who runs your agents/, `${UP}${ENTER}`],
        [/Who do you need/, `${DOWN}${DOWN}${DOWN}${ENTER}`],
        [/Your first message to @demo/, `\u0015${ENTER}`],
      ]);
      expect((await invoke(["setup"], { home, ...skip })).code).toBe(0);
      expect(lines(server)).toEqual([]);
    });
  });

  it.each([/Who runs your agents/, /Who do you need/])(
    "Ctrl-C at %s says how to continue, and changes nothing",
    async (question) => {
      await withHome(async (home) => {
        await using server = await serveHome(home);
        prepare(server);
        const before = question.source.includes("need") ? [[/Who runs/, ENTER] as const] : [];
        const terminal = typeAt([...before, [question, CTRL_C]]);
        const { code, stderr } = await invoke([], { home, ...terminal });
        expect(code).toBe(130);
        expect(stderr).toContain("Continue: tinyagi setup");
        expect(lines(server)).toEqual([]);
      });
    },
  );

  it("offers what is ready, then the demo, keys, another look and to skip", () => {
    const values = (setup: Setup) => listChoices(setup.found).map(({ value }) => value);
    expect(values(SETUP)).toEqual(["anthropic", "demo", "key of openai", "look again", ""]);
    const [ready] = SETUP.found;
    if (ready === undefined) throw new Error("nothing is ready");
    expect(values({ ...SETUP, found: [ready] })).toEqual(["anthropic", "demo", ""]);
    const hidden = { ...ready, state: "login", isHidden: true } as const;
    expect(values({ ...SETUP, found: [hidden] })).toEqual([
      ...["demo", "anthropic", "key of anthropic", "look again", ""],
    ]);
  });
});

describe("the set-up from flags", () => {
  it("asks nothing, takes the suggested team, and prints one JSON value with the answer", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      const { code, stdout } = await invoke(["setup", "--yes", "--message", "hi", "--json"], { home });
      expect(JSON.parse(stdout)).toMatchObject({ team: "dev", conversation: { status: "closed" } });
      expect(code).toBe(0);
      expect(server.calls[0]).toEqual({ line: "POST /api/setup/team", body: { team: "dev" } });
      expect(server.calls[1]?.body).toMatchObject({ message: "hi", agent: "dev" });
    });
  });

  it.each([
    [["--yes"], { usd: 10 }],
    [["--template", "dev", "--daily-budget", "3.5"], { usd: 3.5 }],
    [["--template", "dev", "--no-daily-budget"], { usd: null }],
    [["--daily-budget", "7"], { usd: 7 }],
  ])("%j decides about the daily budget", async (words, body) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server, { dailyBudget: { usd: 10 } });
      server.answers.set("POST /api/setup/budget", { status: 200, body: { ok: true, ...body } });
      expect((await invoke(["setup", ...words, "--json"], { home })).code).toBe(0);
      expect(server.calls.at(-1)).toEqual({ line: "POST /api/setup/budget", body });
    });
  });

  it("without a word about the daily budget decides nothing, and says how", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server, { dailyBudget: { usd: 10 } });
      const { stderr } = await invoke(["setup", "--template", "dev"], { home });
      expect(stderr).toContain("tinyagi setup --daily-budget 10");
      expect(lines(server)).toEqual(["POST /api/setup/team"]);
      expect((await invoke(["setup", "--daily-budget", "nothing"], { home })).code).toBe(2);
    });
  });

  it("takes the team, the provider and the model that are given", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      const words = ["setup", "--template", "solo", "--provider", "openai", "--model", "gpt-5.4"];
      const { stdout } = await invoke(words, { home });
      expect(stdout).toMatch(/^The team dev is ready: @lead, @coder\n/);
      const body = { team: "solo", provider: "openai", model: "gpt-5.4" };
      expect(server.calls).toEqual([{ line: "POST /api/setup/team", body }]);
    });
  });

  it("a message that fails makes the command fail", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      server.conversation = conversationOf({ status: "cancelled" });
      expect((await invoke(["setup", "--yes", "--message", "hi"], { home })).code).toBe(1);
    });
  });

  it("without a terminal names the flags and starts nothing", async () => {
    await withHome(async (home) => {
      const { code, stderr } = await invoke(["setup"], { home });
      expect(code).toBe(2);
      expect(stderr).toContain("tinyagi setup --template dev");
      const mixed = await invoke(["setup", "--yes", "--agent", "a"], { home });
      expect(mixed.code).toBe(2);
    });
  });
});

describe("tinyagi without a command", () => {
  const STATUS = {
    ok: true,
    uptime: 1,
    version: "1.2.3",
    bootId: "b",
    pid: 42,
    home: "/h",
    channels: {},
    live: 0,
    server: { running: true, port: 1 },
    heartbeat: { running: false, interval: 0, lastSent: {} },
    settings: { valid: true, problem: null },
  };
  const QUEUE = { incoming: 0, queued: 0, processing: 0, outgoing: 0, dead: 0, activeConversations: 0 };

  it.each([
    [true, "This home is new. Set it up: tinyagi setup --template dev"],
    [false, "Send a message: tinyagi run"],
  ])("in a pipe shows the status and the next step; a new home: %s", async (isNew, words) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server, { isNew });
      server.answers.set("GET /api/status", { status: 200, body: STATUS });
      server.answers.set("GET /api/queue/status", { status: 200, body: QUEUE });
      const { code, stdout, stderr } = await invoke([], { home });
      expect(stdout).toContain("TinyAGI 1.2.3 is running");
      expect(stderr).toContain(words);
      expect(code).toBe(0);
      const atTerminal = await invoke(isNew ? ["--json"] : [], { home, terminal: true });
      expect(atTerminal.stderr).not.toContain("Who runs your agents");
    });
  });
});

describe("team add --template", () => {
  it("adds a team beside all others", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      prepare(server);
      const words = ["team", "add", "builders", "--template", "dev", "--provider", "demo", "--name", "B"];
      const { stdout } = await invoke(words, { home });
      expect(stdout).toContain("The team dev is ready");
      const body = { team: "dev", beside: true, id: "builders", name: "B", provider: "demo" };
      expect(server.calls).toEqual([{ line: "POST /api/setup/team", body }]);
      expect((await invoke([...words, "--agents", "coder"], { home })).code).toBe(2);
    });
  });
});
