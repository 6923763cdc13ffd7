/**
 * Agents on real programs that speak ACP, OpenCode and Gemini CLI: they stay open between messages, and in the mode `ask` a
 * person sees the exact command or change before anything happens. A denial leaves the disk as it was.
 *
 * @requirement HARNESS-1
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ApprovalView } from "@tinyagi/contracts";
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { type LiveHome, openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;
/** Longer than any test: only a cancel ends the request. */
const NEVER_MS = 600_000;
const USAGE = { inputTokens: 100, outputTokens: 10 };

/** How each program names its tools. */
const PROGRAMS = {
  "acp:opencode": {
    joins: true,
    // It counts the last call of a turn only, whatever it used before. Its cost is that of all calls.
    counts: 1,
    run: (command: string) => ({ name: "bash", input: { command, description: "Makes a file" } }),
    write: (path: string, content: string) => ({ name: "write", input: { filePath: path, content } }),
  },
  "acp:gemini": {
    joins: false,
    counts: 2,
    run: (command: string) => ({ name: "run_shell_command", input: { command } }),
    write: (path: string, content: string) => ({ name: "write_file", input: { file_path: path, content } }),
  },
} as const;

type Program = keyof typeof PROGRAMS;
const NAMES = Object.keys(PROGRAMS) as Program[];

/** What the models think about until it is ended: a program may ask for a title of the same text, at any time. */
let thought = createThought();

function createThought() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

function scriptFor(program: Program) {
  const { run, write } = PROGRAMS[program];
  return ({ lastUserText, messages, toolResults }: MockRequest): MockReply | Promise<MockReply> => {
    if (lastUserText.includes("in blue")) return { text: "in blue" };
    if (lastUserText.includes("think first")) return thought.ended.then(() => ({ text: "thought" }));
    if (lastUserText.includes("wait for ever")) return { text: "never said", delayMs: NEVER_MS };
    // OpenCode ends a turn at a denial: the next message comes behind its result.
    const [result] = messages.at(-1)?.role === "tool" ? toolResults : [];
    if (result !== undefined) return { text: `it said ${result.text}`, usage: USAGE };
    const made = /run-for (\S+)/.exec(lastUserText)?.[1];
    if (made !== undefined) return { toolCalls: [run(`echo made > ${made}`)], usage: USAGE };
    const written = /save-at (\S+)/.exec(lastUserText)?.[1];
    if (written !== undefined)
      return { toolCalls: [write(written, "four small words here\n")], usage: USAGE };
    return { text: "hello from the model", usage: USAGE };
  };
}

describe.each(NAMES)(
  "an agent on the real %s",
  { ...needs("agent CLIs", "bubblewrap"), timeout: TIMEOUT_MS },
  (program) => {
    let home: LiveHome;

    beforeAll(async () => {
      home = await openLiveHome(scriptFor(program), {}, program);
    }, TIMEOUT_MS);
    afterAll(() => home[Symbol.asyncDispose]());

    const inWorkspace = (agent: string, name: string) => join(home.stage.place.workspace, agent, name);

    /** Once the model was asked about a message. */
    async function begun(agent: string, message: string) {
      const before = home.model.turns().length;
      const conversation = await home.send(agent, message);
      await waitFor(() => home.model.turns().length > before, {
        timeoutMs: TIMEOUT_MS / 2,
        what: "the model to be asked",
      });
      const [run] = await home.daemon().client.call("listRuns", { query: { conversation } });
      return { conversation, runId: run?.runId ?? "" };
    }

    /** Sends a message, decides on the one approval that it asks for, and waits for the end. */
    async function decide(message: string, word: "approve" | "deny") {
      const conversation = await home.send("careful", message);
      const asked = await waitFor(
        async (): Promise<ApprovalView | undefined> =>
          (await home.daemon().client.call("listApprovals", { query: {} })).approvals[0],
        { timeoutMs: TIMEOUT_MS / 2, what: "a person to be asked" },
      );
      expect(await home.stage.cli([word, asked.id])).toMatchObject({ code: 0 });
      return { asked, ...(await home.ended(conversation)) };
    }

    test("answers two messages with one process and one session, and each run has its own usage", async () => {
      const first = await home.ask("kept", "hello");
      const second = await home.ask("kept", "hello again");
      expect(first.run).toMatchObject({ start: "first", output: "hello from the model", harness: "acp" });
      expect(second.run).toMatchObject({ start: "reused", sessionId: first.run.sessionId });
      expect(second.starts[0]?.pid).toBe(first.starts[0]?.pid);
      for (const { run } of [first, second]) expect(run.usage).toMatchObject(USAGE);
    });

    test("does nothing that a person denied, and takes the next message in its session", async () => {
      const path = inWorkspace("careful", "denied.txt");
      const { asked, run, events } = await decide(`run-for ${path}`, "deny");
      expect(asked.detail).toContain(`echo made > ${path}`);
      expect(existsSync(path)).toBe(false);
      expect(run).toMatchObject({ status: "completed" });
      expect(run.output).not.toBe("");
      expect(events.map(({ type }) => type)).toContain("run.permission_denied");
      expect((await home.ask("careful", "hello")).run).toMatchObject({
        start: "reused",
        sessionId: run.sessionId,
        output: "hello from the model",
      });
    });

    test("runs the command that a person has seen and allowed", async () => {
      const path = inWorkspace("careful", "made.txt");
      const { asked, run } = await decide(`run-for ${path}`, "approve");
      expect(asked.detail).toContain(`echo made > ${path}`);
      expect(run.output).toContain("it said");
      expect(existsSync(path), run.output ?? "").toBe(true);
      expect(readFileSync(path, "utf8")).toBe("made\n");
      const { counts } = PROGRAMS[program];
      expect(run.usage).toMatchObject({
        inputTokens: counts * USAGE.inputTokens,
        outputTokens: counts * USAGE.outputTokens,
      });
    });

    test("shows what it would write, and writes it once it may", async () => {
      const path = inWorkspace("careful", "written.txt");
      const denied = await decide(`save-at ${path}`, "deny");
      expect(denied.asked.detail).toContain("four small words here");
      expect(existsSync(path)).toBe(false);
      const approved = await decide(`save-at ${path}`, "approve");
      expect(approved.asked.detail).toContain(path);
      expect(readFileSync(path, "utf8")).toBe("four small words here\n");
    });

    test("takes a text while it works, in its turn where it can", async () => {
      thought = createThought();
      const { conversation } = await begun("kept", "think first");
      const { code, stdout } = await home.stage.cli(["steer", "@kept", "in blue", "--json"]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).steered).toBe(PROGRAMS[program].joins ? "taken" : "restarted");
      thought.end();
      const { run } = await home.ended(conversation);
      expect(run).toMatchObject({ status: "completed" });
      expect(run.output).toContain("in blue");
    });

    test("is stopped by a cancel, and takes the next message", async () => {
      const { runId } = await begun("kept", "wait for ever");
      await home.daemon().client.call("cancelRun", { params: { id: runId } });
      const status = async () =>
        (await home.daemon().client.call("getRun", { params: { id: runId } })).status;
      await waitFor(async () => (await status()) === "cancelled", {
        timeoutMs: TIMEOUT_MS / 2,
        what: "the run to be cancelled",
      });
      expect((await home.ask("kept", "hello")).run.output).toBe("hello from the model");
    });

    test("is replaced when it was killed between two messages", async () => {
      const before = await home.ask("kept", "hello");
      const pid = before.starts[0]?.pid ?? 0;
      process.kill(pid, "SIGKILL");
      await waitFor(() => !isAlive(pid), { what: "the process to be gone" });
      const next = await home.ask("kept", "hello");
      expect(["crashed", "no_answer"]).toContain(next.run.start);
      expect(next.run.output).toBe("hello from the model");
    });
  },
);
