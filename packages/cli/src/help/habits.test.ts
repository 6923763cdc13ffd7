import { describe, expect, it } from "vitest";
import type { CliContext } from "../context/context.js";
import { readGlobals } from "../context/global-options.js";
import { createOutput } from "../output/output.js";
import { buildWholeProgram } from "../program.js";
import { serveHome } from "../testing/fake-server.js";
import { captureScreen, invoke, withHome } from "../testing/invoke.js";
import { translated } from "./habits.js";

const said = (line: string): string => translated(line.split(" ")).join(" ");

describe("habits of other programs", () => {
  it.each([
    ["runs list", "runs"],
    ["runs ls --json", "runs --json"],
    ["budgets list", "budgets"],
    ["budget list", "budgets"],
    ["budget stops", "budget stops"],
    ["approvals list", "approvals"],
    ["approval ls", "approvals"],
    ["approvals show ask_1", "approvals ask_1"],
    ["approval view ask_1", "approvals ask_1"],
    ["agents", "agent list"],
    ["agents create coder", "agent create coder"],
    ["memories coder", "memory coder"],
    ["rooms", "chatroom"],
    ["queue list", "queue status"],
    ["run list", "run list"],
    ["@coder fix it", "run @coder fix it"],
    ["statu", "statu"],
    ["frobnicate", "frobnicate"],
  ])("%s is read as %s", (line, expected) => {
    expect(said(line)).toBe(expected);
  });

  it("one quoted text with a space is a message, also with options of run", () => {
    expect(translated(["what is left to do?"])).toEqual(["run", "what is left to do?"]);
    expect(translated(["fix it", "--agent", "coder"])).toEqual(["run", "fix it", "--agent", "coder"]);
    expect(translated(["--", "fix it"])).toEqual(["--", "fix it"]);
  });
});

describe("in the command", () => {
  it.each<[string, string]>([
    ["agent create writer --provider demo", "PUT /api/agents/writer"],
    ["agent new writer --provider demo", "PUT /api/agents/writer"],
    ["agent edit coder --model opus", "PUT /api/agents/coder"],
    ["agent update coder --model opus", "PUT /api/agents/coder"],
    ["agent rm coder --yes", "DELETE /api/agents/coder"],
    ["agent delete coder --yes", "DELETE /api/agents/coder"],
    ["team delete dev --yes", "DELETE /api/teams/dev"],
    ["team create x --agents coder", "PUT /api/teams/x"],
    ["team edit dev --name D", "PUT /api/teams/dev"],
    ["schedule new -a coder --cron @daily hi", "POST /api/schedules"],
    ["schedule edit s --label x", "PUT /api/schedules/s"],
    ["task create Fix", "POST /api/tasks"],
    ["task edit WEB-1 --title x", "PUT /api/tasks/WEB-1"],
    ["task rm WEB-1 --yes", "DELETE /api/tasks/WEB-1"],
    ["@coder fix it", "POST /api/message"],
  ])("%s calls %s", async (line, call) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      await invoke(line.split(" "), { home });
      expect(server.calls.map((one) => one.line)).toContain(call);
    });
  });

  it("one unknown word is an error with the nearest command, and nothing is sent", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const { code, stderr } = await invoke(["statuss"], { home });
      expect({ code, calls: server.calls }).toEqual({ code: 2, calls: [] });
      expect(stderr).toContain("Did you mean status?");
    });
  });

  it("-o json and --output=json print JSON, -q prints only data", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      for (const words of [
        ["agent", "list", "-o", "json"],
        ["-o", "json", "agents"],
        ["agent", "ls", "--output=json"],
      ])
        expect(JSON.parse((await invoke(words, { home })).stdout)).toEqual(server.agents);
      const { stdout, stderr } = await invoke(["send", "-q", "hello"], { home });
      expect({ stdout, stderr }).toEqual({ stdout: "Accepted: cli_1 for @coder\n", stderr: "" });
      expect((await invoke(["agent", "list", "-o", "yaml"], { home })).code).toBe(2);
    });
  });
});

describe("--watch", () => {
  it("shows a list again when it changed, and only then", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const interrupt = new AbortController();
      let seen = "";
      const watching = invoke(["runs", "list", "--watch"], {
        home,
        signal: interrupt.signal,
        onStdout: (text) => {
          seen = text;
        },
      });
      await expect.poll(() => seen).toContain("run_aaaaaa");
      const reads = server.urls.length;
      await expect.poll(() => server.urls.length).toBeGreaterThan(reads);
      expect(seen.match(/run_aaaaaa/g)).toHaveLength(1);
      server.answers.set("GET /api/runs", { status: 200, body: [] });
      await expect.poll(() => seen).toContain("no runs");
      interrupt.abort(new Error("SIGINT"));
      expect((await watching).code).toBe(130);
    });
  });

  it.each(["run hello", "@coder list", "send show", "agent remove coder --yes", "start"])(
    "is refused for a command that acts: %s",
    async (line) => {
      await withHome(async (home) => {
        await using server = await serveHome(home);
        const { code } = await invoke([...line.split(" "), "--watch"], { home });
        expect({ code, calls: server.calls }).toEqual({ code: 2, calls: [] });
      });
    },
  );
});

it("every noun knows every word for each of its verbs, and no word names two commands", async () => {
  const output = createOutput({
    stdout: captureScreen(),
    stderr: captureScreen(),
    json: false,
    plain: true,
    env: {},
  });
  const context = { output } as CliContext;
  const program = await buildWholeProgram(context);
  const words = (noun: string): string[][] =>
    (program.commands.find((one) => one.name() === noun)?.commands ?? []).map((verb) => [
      ...[verb.name(), ...verb.aliases()],
    ]);
  for (const noun of [
    "agent",
    "team",
    "task",
    "project",
    "schedule",
    "skill",
    "memory",
    "webhook",
    "token",
    "provider",
  ]) {
    const all = words(noun).flat();
    expect(new Set(all).size).toBe(all.length);
    for (const row of [
      ["list", "ls"],
      ["remove", "rm", "delete"],
      ["add", "create", "new"],
    ])
      expect([noun, row.filter((word) => !all.includes(word))]).toEqual([noun, []]);
  }
});

describe("options of the program", () => {
  it("are read anywhere before --, and a command keeps those that it had first", () => {
    expect(readGlobals(["--host", "http://127.0.0.1:1", "agent", "ls", "-q"])).toMatchObject({
      host: "http://127.0.0.1:1",
      quiet: true,
      words: ["agent", "ls"],
    });
    expect(readGlobals(["send", "--", "-q", "--json"])).toMatchObject({ quiet: false, json: false });
    expect(readGlobals(["backup", "-o", "json"])).toMatchObject({
      json: false,
      words: ["backup", "-o", "json"],
    });
    expect(readGlobals(["--token-file=a=b", "status"])).toMatchObject({ tokenFile: "a=b" });
    expect(() => readGlobals(["status", "--host"])).toThrow("--host needs a value");
  });
});
