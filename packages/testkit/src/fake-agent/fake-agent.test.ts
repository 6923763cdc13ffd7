import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTempHome, type TempHome } from "../temp-home.js";
import { waitFor } from "../wait-for.js";
import { createFakeAgentBin, type FakeAgentBin } from "./bin.js";
import { type FakeStep, fakeDirective } from "./step.js";

let temp: TempHome;
let fake: FakeAgentBin;

beforeEach(async () => {
  temp = await createTempHome();
  fake = createFakeAgentBin(temp.bin);
});

afterEach(async () => {
  for (const run of fake.runs()) for (const pid of run.children) end(pid);
  await temp.cleanup();
});

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Already gone.
  }
}

const CLAUDE_ARGS = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"];

function claude(prompt: string, { args = [] as string[], env = {}, cwd = temp.workspace } = {}) {
  const input = `${JSON.stringify({ type: "user", message: { role: "user", content: prompt } })}\n`;
  return execa(fake.claude, [...CLAUDE_ARGS, ...args], {
    cwd,
    input,
    env: { ...temp.env, ...env },
    extendEnv: false,
    reject: false,
    encoding: "buffer",
  });
}

function codex(prompt: string, args: string[] = ["-"]) {
  const options = {
    cwd: temp.workspace,
    input: prompt,
    env: temp.env,
    extendEnv: false,
    reject: false,
  } as const;
  return execa(fake.codex, ["exec", "--json", "--skip-git-repo-check", ...args], options);
}

function lines(stdout: string | Uint8Array): Record<string, unknown>[] {
  const text = typeof stdout === "string" ? stdout : Buffer.from(stdout).toString("utf8");
  return text.trim() === ""
    ? []
    : text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
}

const say = (step: FakeStep, rest = "") => claude(`${rest}${fakeDirective(step)}`);

describe("the fake claude", () => {
  it("answers in the lines of the real one", async () => {
    const { stdout, exitCode } = await say({ reply: "done" });
    expect(exitCode).toBe(0);
    expect(lines(stdout)).toMatchObject([
      { type: "system", subtype: "init" },
      { type: "assistant", message: { content: [{ type: "text", text: "done" }] } },
      { type: "result", subtype: "success", is_error: false, result: "done", usage: { input_tokens: 100 } },
    ]);
  });

  it("echoes without tags, so that an echo never hands over work", async () => {
    const { stdout } = await claude("tell [@bob: hello] now");
    expect(lines(stdout).at(-1)).toMatchObject({ result: "echo: tell bob: hello now" });
  });

  it("streams pieces of text when asked", async () => {
    const { stdout } = await claude(fakeDirective({ reply: "a".repeat(45) }), {
      args: ["--include-partial-messages"],
    });
    expect(lines(stdout).filter((line) => line.type === "stream_event")).toHaveLength(3);
  });

  it("resumes a known session in its own folder only", async () => {
    const first = lines((await claude("one")).stdout);
    const id = String(first.at(-1)?.session_id);
    const again = await claude("two", { args: ["--resume", id] });
    expect(lines(again.stdout).at(-1)).toMatchObject({ session_id: id, is_error: false });
    const elsewhere = join(temp.root, "elsewhere");
    mkdirSync(elsewhere);
    const refused = await claude("three", { args: ["--resume", id], cwd: elsewhere });
    expect(refused.exitCode).toBe(1);
    expect(lines(refused.stdout)).toMatchObject([
      { subtype: "error_during_execution", errors: [`No conversation found with session ID: ${id}`] },
    ]);
    fake.forgetSessions();
    expect((await claude("four", { args: ["--resume", id] })).exitCode).toBe(1);
  });

  it("refuses a session id that is in use, without a line on stdout", async () => {
    const args = ["--session-id", "7b0c3f0e-0000-4000-8000-000000000001"];
    expect((await claude("one", { args })).exitCode).toBe(0);
    const second = await claude("two", { args });
    expect([second.exitCode, lines(second.stdout)]).toEqual([1, []]);
  });

  it("reports a scripted error as the real one does", async () => {
    const { stdout, exitCode } = await say({ error: "rate_limit" });
    expect(exitCode).toBe(1);
    expect(lines(stdout).at(-1)).toMatchObject({ subtype: "success", is_error: true, api_error_status: 429 });
    expect(lines((await say({ error: "overloaded" })).stdout).at(-1)).toMatchObject({
      is_error: true,
      api_error_status: null,
    });
  });

  it("can omit the result, exit with any code and write to stderr", async () => {
    const { stdout, stderr, exitCode } = await say({ noResult: true, exit: 3, stderr: "oh dear" });
    expect(exitCode).toBe(3);
    expect(Buffer.from(stderr).toString()).toBe("oh dear");
    expect(lines(stdout).map((line) => line.type)).toEqual(["system", "assistant"]);
  });

  it("shows tool calls and denials", async () => {
    const tools = [{ name: "Write", input: { file_path: "x" }, output: "denied", isError: true }];
    const { stdout } = await say({ reply: "no", tools, denials: [{ tool_name: "Write" }] });
    expect(lines(stdout).map((line) => line.type)).toEqual([
      "system",
      "assistant",
      "user",
      "assistant",
      "result",
    ]);
    expect(lines(stdout).at(-1)).toMatchObject({ permission_denials: [{ tool_name: "Write" }] });
  });

  it("can flood, and write overlong lines and invalid UTF-8", async () => {
    const flood = await say({ floodBytes: 1_000_000, longLineBytes: 500_000, invalidUtf8: true });
    const bytes = Buffer.from(flood.stdout);
    expect(bytes.length).toBeGreaterThan(1_500_000);
    expect(bytes.includes(Buffer.from([0xff, 0xfe]))).toBe(true);
    const longest = Math.max(
      ...bytes
        .toString("latin1")
        .split("\n")
        .map((line) => line.length),
    );
    expect(longest).toBeGreaterThanOrEqual(500_000);
  });

  it("hangs until SIGTERM and then exits 143", async () => {
    const child = say({ hang: true });
    await waitFor(() => fake.runs()[0]?.hanging, { what: "the hang" });
    child.kill("SIGTERM");
    expect((await child).exitCode).toBe(143);
    expect(fake.runs()[0]).toMatchObject({ signals: ["SIGTERM"], exitCode: 143 });
  });

  it("can ignore SIGTERM, and leave a child that holds the pipe", async () => {
    const child = say({ hang: "result", ignoreSigterm: true, setsid: true });
    const run = await waitFor(() => fake.runs().find((candidate) => candidate.hanging));
    child.kill("SIGTERM");
    await waitFor(() => fake.runs()[0]?.signals.length, { what: "the ignored signal" });
    process.kill(run.pid, 0);
    child.kill("SIGKILL");
    const [orphan] = run.children;
    if (orphan === undefined) throw new Error("no child was left behind");
    process.kill(orphan, 0);
    end(orphan);
    await child;
    expect(fake.runs()[0]?.endedAt).toBeUndefined();
  });
});

describe("the fake codex", () => {
  it("answers in the lines of the real one and reports the total usage of a thread", async () => {
    const first = lines((await codex(fakeDirective({ reply: "one" }))).stdout);
    expect(first.map((line) => line.type)).toEqual([
      "thread.started",
      "turn.started",
      "item.completed",
      "turn.completed",
    ]);
    const id = String(first[0]?.thread_id);
    const again = lines((await codex("two", ["-m", "x", "resume", "-c", "a=b", id, "-"])).stdout);
    expect(again[0]).toEqual({ type: "thread.started", thread_id: id });
    expect(again.at(-1)).toMatchObject({ usage: { input_tokens: 200, output_tokens: 20 } });
  });

  it("refuses an unknown thread on stderr", async () => {
    const { exitCode, stderr, stdout } = await codex("x", ["resume", "nope", "-"]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("no rollout found for thread id nope");
  });

  it("ends a failed turn with turn.failed and exit 1", async () => {
    const { exitCode, stdout } = await codex(fakeDirective({ error: "rate_limit" }));
    expect(exitCode).toBe(1);
    expect(lines(stdout).at(-1)).toMatchObject({ type: "turn.failed" });
  });
});

describe("script and journal", () => {
  it("gives each agent the steps of its script, each once, also to overlapping runs", async () => {
    fake.setControl({
      agents: { coder: [{ reply: "c1" }, { reply: "c2" }], writer: { reply: "always" } },
      default: { reply: "default" },
    });
    const as = async (agent: string) => {
      const { stdout } = await claude("go", { env: { TINYAGI_AGENT_ID: agent } });
      return lines(stdout).at(-1)?.result;
    };
    const both = await Promise.all([as("coder"), as("coder")]);
    expect(both.toSorted()).toEqual(["c1", "c2"]);
    expect(await as("coder")).toBe("default");
    expect([await as("writer"), await as("writer")]).toEqual(["always", "always"]);
    expect(await as("stranger")).toBe("default");
  });

  it("records the input of each run", async () => {
    await claude("remember me", {
      args: ["--model", "m"],
      env: { TINYAGI_AGENT_ID: "a", TINYAGI_RUN_ID: "r1" },
    });
    expect(fake.runs()).toMatchObject([
      {
        name: "claude",
        agentId: "a",
        runId: "r1",
        prompt: "remember me",
        argv: [...CLAUDE_ARGS, "--model", "m"],
        cwd: temp.workspace,
        exitCode: 0,
        env: { HOME: temp.userHome },
      },
    ]);
    const [run] = fake.runs();
    expect(run?.endedAt).toBeGreaterThanOrEqual(run?.startedAt ?? Number.POSITIVE_INFINITY);
  });

  it("keeps a directive inside a reply for the agent it is meant for", async () => {
    const inner = fakeDirective({ reply: "inner } brace" });
    const { stdout } = await say({ reply: `[@bob: ${inner}]` });
    const handed = String(lines(stdout).at(-1)?.result);
    expect(handed).toBe(`[@bob: ${inner}]`);
    expect(lines((await claude(handed)).stdout).at(-1)).toMatchObject({ result: "inner } brace" });
  });

  it.each([["--version"], ["features", "list"]])(
    "%s does not count as a run, even if nothing reads the answer",
    async (...args) => {
      const child = spawn(fake.codex, args, { env: temp.env, stdio: ["ignore", "pipe", "ignore"] });
      // Before the child starts to run, so that it writes to a closed pipe.
      child.stdout.destroy();
      await once(child, "close");
      expect(fake.runs()).toEqual([]);
    },
  );

  it("prints its version like the real CLIs", async () => {
    const [claudeVersion, codexVersion] = await Promise.all([
      execa(fake.claude, ["--version"]),
      execa(fake.codex, ["--version"]),
    ]);
    expect([claudeVersion.stdout, codexVersion.stdout]).toEqual([
      "2.1.197 (Claude Code)",
      "codex-cli 0.169.0",
    ]);
    expect(fake.runs()).toEqual([]);
  });
});
