/**
 * The real codex stays open between messages over its app server: the next message is a turn of the same process. In the mode
 * `ask` it asks a person before it changes anything.
 *
 * @requirement LIVE-1
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApprovalView } from "@tinyagi/contracts";
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { type LiveHome, openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;
/** Longer than any test: only a cancel ends the request. */
const NEVER_MS = 600_000;
/** codex ends the group of a command with it: on a busy machine, before the server has left the group. */
const SERVER =
  "setsid sh -c 'echo > server.up; exec sleep 300' >/dev/null 2>&1 & until [ -e server.up ]; do sleep 0.02; done; echo left";
const PATCH = "apply_patch <<'END'\n*** Begin Patch\n*** Add File: patched.txt\n+hello\n*** End Patch\nEND";

let home: LiveHome;
let holds = true;

function command(cmd: string, more: object = {}): MockReply {
  return { toolCalls: [{ name: "exec_command", input: { cmd, ...more } }] };
}

function script({ lastUserText, messages, toolResults }: MockRequest): MockReply {
  if (holds && lastUserText.includes("wait for ever")) return { text: "never said", delayMs: NEVER_MS };
  if (lastUserText.includes("in blue")) return { text: `in blue after ${messages.length}` };
  if (lastUserText.includes("think first")) return { text: "thought", delayMs: 4_000 };
  const [result] = toolResults;
  if (result !== undefined) return { text: `it said ${result.text}` };
  if (lastUserText.includes("run a command")) return command("echo in the sandbox");
  if (lastUserText.includes("leave a server")) return command(SERVER);
  if (lastUserText.includes("use a tool"))
    return { toolCalls: [{ name: "list_team", namespace: "mcp__tinyagi", input: {} }] };
  const path = /create (\S+)/.exec(lastUserText)?.[1];
  if (path !== undefined)
    return command(`echo made > ${path}`, {
      sandbox_permissions: "require_escalated",
      justification: "It is my task",
    });
  if (lastUserText.includes("patch a file")) return command(PATCH);
  const asked = messages.filter(({ role }) => role === "user").length;
  return { text: `answer ${asked}`, usage: { inputTokens: 100, outputTokens: 10 } };
}

beforeAll(async () => {
  home = await openLiveHome(script, {}, "codex");
}, TIMEOUT_MS);
afterAll(() => home[Symbol.asyncDispose]());

const inWorkspace = (agent: string, name: string) => join(home.stage.place.workspace, agent, name);

/** Once the model was asked about a message. */
async function begun(agent: string, message: string) {
  const before = home.model.turns().length;
  const conversation = await home.send(agent, message);
  await waitFor(() => home.model.turns().length > before, {
    timeoutMs: 60_000,
    what: "the model to be asked",
  });
  const [run] = await home.daemon().client.call("listRuns", { query: { conversation } });
  return { conversation, runId: run?.runId ?? "" };
}

describe("a codex that stays open", { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, () => {
  test("answers two messages with one process and one session, and each run has its own usage", async () => {
    const first = await home.ask("kept", "hello");
    const second = await home.ask("kept", "hello again");
    expect(first.run).toMatchObject({ start: "first", output: "answer 1" });
    expect(second.run).toMatchObject({ start: "reused", output: "answer 2", sessionId: first.run.sessionId });
    expect(second.starts[0]?.pid).toBe(first.starts[0]?.pid);
    for (const { run } of [first, second])
      expect(run.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
  });

  test("goes on with its session in a process of its own, where it may not stay open", async () => {
    const kept = await home.ask("kept", "hello");
    const live = { path: ["agents", "kept", "live"], value: false };
    await home.daemon().client.call("changeSettings", { body: { changes: [live] } });
    const alone = await home.ask("kept", "hello");
    expect(alone.run).toMatchObject({ start: "off", sessionId: kept.run.sessionId });
    expect(alone.run.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
    await home.daemon().client.call("changeSettings", { body: { changes: [{ ...live, value: true }] } });
    const again = await home.ask("kept", "hello");
    expect(again.run).toMatchObject({ sessionId: kept.run.sessionId, usage: { inputTokens: 100 } });
  });

  test("is interrupted by a cancel, and takes the next message with the same process", async () => {
    const before = await home.ask("kept", "hello");
    const { runId } = await begun("kept", "wait for ever");
    await home.daemon().client.call("cancelRun", { params: { id: runId } });
    holds = false;
    const status = async () => (await home.daemon().client.call("getRun", { params: { id: runId } })).status;
    await waitFor(async () => (await status()) === "cancelled", {
      timeoutMs: 60_000,
      what: "the run to be cancelled",
    });
    const after = await home.ask("kept", "go on");
    expect(after.run.start).toBe("reused");
    expect(after.starts[0]?.pid).toBe(before.starts[0]?.pid);
  });

  test("takes a text into its running turn, and loses nothing of it", async () => {
    const { conversation } = await begun("kept", "think first");
    expect(await home.stage.cli(["steer", "@kept", "in blue"])).toMatchObject({ code: 0 });
    const { run, starts } = await home.ended(conversation);
    expect(run.output).toContain("in blue");
    expect(starts).toHaveLength(1);
  });

  test("learns of changed instructions and files with the next message", async () => {
    await home.ask("kept", "hello");
    writeFileSync(inWorkspace("kept", "AGENTS.md"), "Speak of the sea.\n");
    const changed = await home.ask("kept", "hello");
    expect(["prompt_changed", "files_changed"]).toContain(changed.run.start);
    expect(JSON.stringify(home.model.turns().at(-1)?.raw)).toContain("Speak of the sea.");
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("runs commands in its sandbox and reaches the tools of TinyAGI in each turn", async () => {
    for (const _turn of [1, 2]) {
      expect((await home.ask("kept", "run a command")).run.output).toContain("in the sandbox");
      expect((await home.ask("kept", "use a tool")).run.output).toContain("kept");
    }
    expect((await home.ask("kept", "hello")).run.start).toBe("reused");
  });

  test("leaves nothing of a turn running, says so, and takes the next message", async () => {
    const { run, events } = await home.ask("free", "leave a server");
    const ended = events.find(({ type }) => type === "run.background_ended")?.data;
    expect(ended).toMatchObject({ count: 1, commands: ["sleep 300"] });
    expect(run.output).toContain("left");
    expect((await home.ask("free", "hello")).run.start).toBe("reused");
  });

  test("and is killed between two messages is replaced, and the session goes on", async () => {
    const before = await home.ask("kept", "hello");
    process.kill(before.starts[0]?.pid ?? 0, "SIGKILL");
    await waitFor(() => !isAlive(before.starts[0]?.pid ?? 0), { what: "the process to be gone" });
    const next = await home.ask("kept", "hello");
    expect(["crashed", "no_answer"]).toContain(next.run.start);
    expect(next.run.sessionId).toBe(before.run.sessionId);
  });
});

/** The approval that waits, once there is one. */
function waiting(): Promise<ApprovalView> {
  return waitFor(async () => (await home.daemon().client.call("listApprovals", { query: {} })).approvals[0], {
    timeoutMs: 60_000,
    what: "an approval",
  });
}

describe("a codex that must ask", { ...needs("agent CLIs", "bubblewrap"), timeout: TIMEOUT_MS }, () => {
  /** @requirement APPROVAL-2 */
  test("runs a command after a person has seen and allowed exactly this one", async () => {
    const path = inWorkspace("careful", "allowed.txt");
    const conversation = await home.send("careful", `create ${path}`);
    const { id, detail, title } = await waiting();
    expect(title).toContain("command");
    expect(detail).toContain(`echo made > ${path}`);
    expect(existsSync(path)).toBe(false);
    expect(await home.stage.cli(["approve", id])).toMatchObject({ code: 0 });
    expect((await home.ended(conversation)).run.status).toBe("completed");
    expect(readFileSync(path, "utf8")).toBe("made\n");
  });

  test("does nothing that a person denied", async () => {
    const path = inWorkspace("careful", "denied.txt");
    const conversation = await home.send("careful", `create ${path}`);
    const { id } = await waiting();
    expect(await home.stage.cli(["deny", id])).toMatchObject({ code: 0 });
    const { run, events } = await home.ended(conversation);
    expect(run.status).toBe("completed");
    expect(existsSync(path)).toBe(false);
    expect(events.map(({ type }) => type)).toContain("run.permission_denied");
  });

  test("shows the difference of the files that it would change", async () => {
    const conversation = await home.send("careful", "patch a file");
    const { id, detail } = await waiting();
    expect(detail).toContain("patched.txt");
    expect(detail).toContain("hello");
    expect(existsSync(inWorkspace("careful", "patched.txt"))).toBe(false);
    await home.stage.cli(["approve", id]);
    await home.ended(conversation);
    expect(readFileSync(inWorkspace("careful", "patched.txt"), "utf8")).toBe("hello\n");
  });

  test("asks over the death of the daemon, and acts once", async () => {
    const path = inWorkspace("careful", "later.txt");
    const conversation = await home.send("careful", `create ${path}`);
    const { id } = await waiting();
    home.daemon().signal("SIGKILL");
    await home.daemon().exited;
    await home.restart();
    expect(existsSync(path)).toBe(false);
    await home.stage.cli(["approve", id]);
    await home.ended(conversation);
    expect(readFileSync(path, "utf8")).toBe("made\n");
    expect((await home.daemon().client.call("listApprovals", { query: {} })).approvals).toEqual([]);
  });
});
