/** The command as a process would run it. @requirement CLI-1 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "./testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "./testing/invoke.js";
import {
  buildEvent,
  CONVERSATION,
  conversationOf,
  messageOf,
  runCompleted,
  runStarted,
} from "./testing/sample.js";

type Tinyagi = (words: readonly string[], options?: Partial<Invocation>) => Promise<InvocationResult>;

async function served(
  use: (tinyagi: Tinyagi, server: FakeServer, home: string) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    await use((words, options) => invoke(words, { home, ...options }), server, home);
  });
}

const alone = (words: readonly string[], options: Partial<Invocation> = {}): Promise<InvocationResult> =>
  withHome((home) => invoke(words, { home, env: { TINYAGI_API_PORT: "1" }, ...options }));

describe("wrong words", () => {
  it.each([
    [["frobnicate"], "Unknown command 'frobnicate'."],
    [["agent", "frobnicate"], "Unknown command 'frobnicate'."],
    [["statu"], "Did you mean status?"],
    [["send"], "Missing required argument 'message'."],
    // Words that are global elsewhere, and had a meaning of their own here first.
    [["update", "--watch", "x"], "--watch"],
    [["backup", "-o"], "argument missing"],
    [["token", "create"], "For example: tinyagi token create --channel matrix --out matrix.token"],
    [["export"], "For example: tinyagi export team dev --out dev.json"],
    [["export", "team"], "For example: tinyagi export team dev --out dev.json"],
    [["skill", "list"], "For example: tinyagi skill list coder"],
    [["memory", "list"], "For example: tinyagi memory list coder"],
    [["trace"], "For example: tinyagi trace run_abc123def456"],
    [["why"], "For example: tinyagi why 12"],
    [["send", "hi", "--version"], "Put text that begins with - after --."],
    [["send", "hi", "--timeout", "3"], "--timeout needs --wait"],
    [["logs", "--limit", "0"], "from 1 to 1000"],
    [["agent", "add", "x", "--permissions", "all"], "Allowed choices are sandboxed, ask, bypass"],
    [["team", "add", "x"], "A team needs members."],
    [["agent", "set", "x"], "nothing to change"],
    [["status", "x"], "Too many arguments"],
  ])("%j end with exit code 2 and nothing on stdout", async (words, part) => {
    const result = await alone(words);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain(part);
  });

  it("are reported as JSON with --json", async () => {
    const result = await alone(["frobnicate", "--json"]);
    expect(JSON.parse(result.stderr)).toEqual({
      error: "Unknown command 'frobnicate'.",
      code: "INVALID_INPUT",
    });
  });
});

describe("without a daemon", () => {
  it.each([["status"], ["run", "hi"], ["send", "hi"], ["agent", "list"], ["queue", "dead"]])(
    "%s ends with exit code 69 and the command that starts it",
    async (...words) => {
      const result = await alone(words);
      expect(result).toMatchObject({ code: 69, stdout: "" });
      expect(result.stderr).toContain("tinyagi start");
    },
  );

  it("prints the version for every spelling, and the help with exit code 0", async () => {
    for (const word of ["version", "--version", "-v", "-V"]) {
      expect(await alone([word])).toMatchObject({ code: 0, stdout: "tinyagi 1.2.3\n" });
    }
    expect(JSON.parse((await alone(["-v", "--json"])).stdout)).toEqual({ version: "1.2.3" });
    for (const word of ["help", "--help", "-h"]) {
      const help = await alone([word]);
      expect(help.code).toBe(0);
      expect(help.stdout).toContain("Examples:");
    }
  });

  it("reads the end of the log from its file", async () => {
    await withHome(async (home) => {
      await mkdir(join(home, "logs"));
      await writeFile(
        join(home, "logs", "daemon.log"),
        'one\ntwo\n{"level":30,"time":0,"msg":"three","n":1}\nhal',
      );
      expect((await invoke(["logs", "--limit", "2"], { home })).stdout).toMatch(/^two\n.* INFO three n=1\n$/);
      const json = JSON.parse((await invoke(["logs", "-n", "1", "--json"], { home })).stdout) as {
        lines: string[];
      };
      expect(json.lines).toHaveLength(1);
    });
  });
});

describe("send", () => {
  it("sends the words unchanged and reports what was accepted", async () => {
    await served(async (tinyagi, server) => {
      const result = await tinyagi(["send", "--agent", "@coder", "--", "--version", "of", "it"]);
      expect(result).toMatchObject({ code: 0, stdout: "Accepted: cli_1 for @coder\n" });
      const body = { message: "--version of it", channel: "cli", sender: "cli", agent: "coder" };
      expect(server.calls).toEqual([{ line: "POST /api/message", body }]);
    });
  });

  it("takes the text from stdin with -, and refuses an empty text with exit code 65", async () => {
    await served(async (tinyagi, server) => {
      await tinyagi(["send", "-"], { input: "line one\nline two ü\n" });
      expect(server.calls[0]?.body).toMatchObject({ message: "line one\nline two ü\n" });
      for (const words of [
        ["send", ""],
        ["send", "  \n"],
        ["send", "-"],
        ["run", ""],
      ]) {
        expect(await tinyagi(words)).toMatchObject({ code: 65, stdout: "" });
      }
      expect(server.calls).toHaveLength(1);
    });
  });

  it("prints the API's JSON with --json, also for refusals", async () => {
    await served(async (tinyagi, server) => {
      const accepted = await tinyagi(["send", "--json", "hi"]);
      expect(JSON.parse(accepted.stdout)).toMatchObject({ ok: true, conversationId: CONVERSATION });
      expect(accepted.stderr).toBe("");
      const body = {
        error: "no such agent",
        code: "UNKNOWN_AGENT",
        details: [{ path: "agent", message: "known: a" }],
      };
      server.answers.set("POST /api/message", { status: 400, body });
      const refused = await tinyagi(["send", "--json", "hi"]);
      expect(refused).toMatchObject({ code: 65, stdout: "" });
      expect(JSON.parse(refused.stderr)).toEqual(body);
    });
  });

  it("waits with --wait and prints only the reply", async () => {
    await served(async (tinyagi) => {
      const result = await tinyagi(["send", "--wait", "hi"]);
      expect(result).toEqual({ code: 0, stdout: "all done\n", stderr: "" });
    });
  });
});

describe("run", () => {
  it("shows progress on stderr and prints the reply, time and cost", async () => {
    await served(async (tinyagi, server) => {
      server.events = [
        runStarted("coder", "run_aaaaaa"),
        buildEvent("run.tool_started", { agent: "coder", name: "Bash\u001b[2J" }, { runId: "run_aaaaaa" }),
        runCompleted("coder", "run_aaaaaa"),
        buildEvent("conversation.closed", { status: "closed", replies: 1 }),
      ];
      const result = await tinyagi(["run", "do", "it"]);
      expect(result.code).toBe(0);
      expect(result.stdout).toBe("all done\n");
      expect(result.stderr.split("\n")).toEqual([
        "@coder started with demo",
        "@coder uses Bash",
        "@coder done in 1.0 s, 15 tokens",
        "1 run · 2.0 s · 1k tokens · $0.0123",
        "",
      ]);
    });
  });

  it("redraws the tree on a terminal and restores the cursor", async () => {
    await served(async (tinyagi, server) => {
      server.events = [buildEvent("conversation.closed", { status: "closed", replies: 1 })];
      const env = { NO_COLOR: "1", LC_ALL: "C.UTF-8" };
      const result = await tinyagi(["run", "hi"], { terminal: true, env });
      expect(result.stderr).toMatch(/✓ do it +coder +1 s +\$0\.01/);
      expect(result.stderr.lastIndexOf("\u001b[?25h")).toBeGreaterThan(
        result.stderr.lastIndexOf("\u001b[?25l"),
      );
    });
  });

  it.each([
    ["an agent gave up", { messages: [messageOf({ status: "dead" })] }],
    ["it was cancelled", { status: "cancelled" as const }],
    ["a limit stopped it", { limitReached: "LIMIT_HOPS" }],
  ])("ends with exit code 1 when %s", async (_, change) => {
    await served(async (tinyagi, server) => {
      server.conversation = conversationOf(change);
      const result = await tinyagi(["run", "--json", "hi"]);
      expect(result.code).toBe(1);
      expect(JSON.parse(result.stdout)).toEqual(server.conversation);
    });
  });

  it("prints nothing that could move the cursor of a terminal", async () => {
    await served(async (tinyagi, server) => {
      const [reply] = conversationOf().replies;
      const message = "a\u001b]0;title\u0007b\u009b31mc\u202edrow\rx";
      server.conversation = conversationOf({
        replies: reply === undefined ? [] : [{ ...reply, message, parts: null }],
      });
      const result = await tinyagi(["run", "hi"]);
      expect(result.stdout).toBe("abcdrow\nx\n");
      const json = await tinyagi(["run", "--json", "hi"]);
      expect(json.stdout).not.toMatch(/[\u0080-\u009f\u202e]/);
      expect((JSON.parse(json.stdout) as typeof server.conversation).replies[0]?.message).toBe(message);
    });
  });

  it("exits with 1 on timeout and 130 when interrupted, and says how to continue", async () => {
    await served(async (tinyagi, server) => {
      server.conversation = conversationOf({ status: "open" });
      const late = await tinyagi(["run", "--timeout", "0.2", "hi"]);
      expect(late.code).toBe(1);
      expect(late.stderr).toContain(`tinyagi conversation cancel ${CONVERSATION}`);
      const interrupt = new AbortController();
      const running = tinyagi(["run", "hi"], { signal: interrupt.signal });
      await expect.poll(() => server.calls.length).toBe(2);
      interrupt.abort(new Error("SIGINT"));
      expect((await running).code).toBe(130);
    });
  });
});

describe("a wrong token", () => {
  it("exits with 4", async () => {
    await served(async (tinyagi, _server, home) => {
      await writeFile(join(home, "auth", "token"), "another-token");
      expect((await tinyagi(["agent", "list"])).code).toBe(4);
    });
  });
});
