/** The harness for programs that speak ACP, with a scripted one that shows each of their manners. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { RUN_MARK } from "@tinyagi/base/process-table";
import type { HarnessError, HarnessEvent, HarnessRequest, HarnessResult } from "@tinyagi/contracts";
import { type FakeAcpManners, fakeAcpCommand } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { createPermissionServer } from "../fixtures/permission-server.js";
import { createChildren } from "../process/child.js";
import { createKeptProcesses } from "../process/kept-process.js";
import { createAcpHarness } from "./acp-harness.js";

let marks = 0;

function createPlace() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-acp-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const cwd = join(folder, "workspace");
  mkdirSync(cwd);
  return { folder, cwd };
}

type Wishes = Partial<HarnessRequest> & { manners?: FakeAcpManners; known?: string };

function toRequest(place: { folder: string; cwd: string }, wishes: Wishes): HarnessRequest {
  const { manners, known = "opencode", ...request } = wishes;
  marks += 1;
  return {
    runId: "run_1",
    agentId: "coder",
    cwd: place.cwd,
    prompt: "hello",
    systemPrompt: "",
    permissions: "bypass",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: place.folder,
      TINYAGI_FAKE_ACP: join(place.cwd, ".sessions"),
      [RUN_MARK]: `acp-test-${process.pid}-${marks}`,
    },
    deniedPaths: [],
    program: { id: known, command: fakeAcpCommand(manners) },
    limits: { timeoutMs: 30_000, idleTimeoutMs: 20_000, maxOutputBytes: 1_000_000, maxLineBytes: 500_000 },
    ...request,
  };
}

/** Runs one prompt in a program of its own. */
async function run(wishes: Wishes = {}, { place = createPlace(), sandbox = false, apiIsOpen = false } = {}) {
  const harness = createAcpHarness({ sandbox, graceMs: 200, apiIsOpen: () => apiIsOpen });
  const events: HarnessEvent[] = [];
  const outcome = await harness
    .run(toRequest(place, wishes), {
      signal: new AbortController().signal,
      onEvent: (event) => void events.push(event),
    })
    .catch((error: unknown) => error as HarnessError);
  const result = outcome instanceof Error ? undefined : (outcome as HarnessResult);
  return { outcome, events, text: result?.text, result, place };
}

test("a prompt is answered, with its session, its usage and its text as it comes", async () => {
  const { result, events } = await run();
  expect(result).toMatchObject({
    text: "hello 1",
    usage: { inputTokens: 10, outputTokens: 1, costUsd: 0.5 },
    deniedTools: [],
  });
  expect(result?.sessionId).toMatch(/^s\d+-1$/);
  expect(events.map(({ type }) => type)).toEqual(["process.started", "session", "context", "text", "usage"]);
});

test("instructions stand before the first prompt", async () => {
  const { text } = await run({ systemPrompt: "Be short.", prompt: "model" });
  expect(text).toBe("first");
  const { place } = await run({ systemPrompt: "Be short." });
  expect(existsSync(join(place.cwd, ".sessions"))).toBe(true);
});

test("thoughts, calls of tools and plans are events, and what was said before a call is no answer", async () => {
  const thought = await run({ prompt: "think" });
  expect(thought.events).toContainEqual({ type: "thought", text: "Let me think." });
  const { text, events } = await run({ prompt: "work" });
  expect(text).toBe("done");
  expect(events.filter(({ type }) => type.startsWith("tool."))).toEqual([
    { type: "tool.started", name: "Search", callId: "w1", input: { pattern: "x" } },
    { type: "tool.completed", name: "Search", callId: "w1", output: "found" },
  ]);
  const plan = await run({ prompt: "plan" });
  expect(plan.events).toContainEqual({
    type: "tool.started",
    name: "plan",
    input: { entries: [{ content: "First", status: "in_progress" }] },
  });
});

test("what is no message of the protocol is no part of the answer", async () => {
  expect((await run({ prompt: "garbage" })).text).toBe("garbage");
});

test.each([
  ["resume", "opencode", { resume: true }],
  ["load", "goose", { load: "first" }],
  ["load, and a replay that comes late", "gemini", { load: "late" }],
] as const)(
  "a stored session goes on with %s, and nothing of it is in the answer",
  async (_, known, manners) => {
    const place = createPlace();
    const first = await run({ manners, known, prompt: "an old prompt" }, { place });
    const sessionId = first.result?.sessionId ?? "";
    const { text, events } = await run({ manners, known, sessionId, prompt: "new" }, { place });
    expect(text).toBe("new 1");
    expect(JSON.stringify(events)).not.toContain("old");
  },
);

test.each([{ resume: true }, { load: "first" }, {}] as const)(
  "a session that the program does not have is lost: %j",
  async (manners) => {
    const { outcome } = await run({ manners, sessionId: "gone" });
    expect(outcome).toMatchObject({ class: "not_found", sessionLost: true });
  },
);

test("the model of the agent is chosen in each session", async () => {
  const place = createPlace();
  const manners = { models: true, resume: true };
  const first = await run({ manners, model: "second", prompt: "model" }, { place });
  expect(first.text).toBe("second");
  const sessionId = first.result?.sessionId ?? "";
  expect((await run({ manners, model: "second", prompt: "model", sessionId }, { place })).text).toBe(
    "second",
  );
});

test("a model that cannot be chosen fails the run, and no other is used", async () => {
  const { outcome } = await run({ model: "second" });
  expect(outcome).toMatchObject({ class: "invalid" });
});

test("the effort is chosen in each session, and one that a person chose and that is not offered fails the run before the model is asked", async () => {
  const place = createPlace();
  const manners = { efforts: true, resume: true };
  const first = await run({ manners, effort: "high", prompt: "effort" }, { place });
  expect(first.text).toBe("high");
  const sessionId = first.result?.sessionId ?? "";
  const again = await run({ manners, effort: "high", prompt: "effort", sessionId }, { place });
  expect(again.text).toBe("high");
  const chosen = { effort: "max", effortIsChosen: true } as const;
  expect((await run({ manners, ...chosen })).outcome).toMatchObject({
    class: "invalid",
    message: expect.stringContaining("it offers low, high"),
  });
  expect((await run(chosen)).outcome).toMatchObject({ class: "invalid" });
});

test("an effort of the settings that is not offered is left out, and the run says so", async () => {
  for (const manners of [{}, { efforts: true }]) {
    const { text, events } = await run({ manners, effort: "max" });
    expect(text).toBe("hello 1");
    expect(events.filter(({ type }) => type === "effort.ignored")).toHaveLength(1);
  }
  const taken = await run({ manners: { efforts: true }, effort: "high" });
  expect(taken.events.map(({ type }) => type)).not.toContain("effort.ignored");
});

test.each([
  [{ code: -32_000, message: "Authentication required" }, "login"],
  [
    { code: -32_603, message: "Internal error", data: { details: "429 Too Many Requests", status: 429 } },
    "limit",
  ],
  [{ code: -32_603, message: "Internal error", data: { details: "boom" } }, "unknown"],
] as const)("a refusal (%j) has its cause: %s", async (refuse, cause) => {
  const { outcome } = await run({ manners: { refuse } });
  expect(outcome).toMatchObject({ failureCause: cause });
});

test("a program that speaks another version is named, and so is one that speaks no ACP", async () => {
  expect(String((await run({ manners: { version: 9 } })).outcome)).toContain("speaks version 9");
  expect(String((await run({ manners: { broken: true } })).outcome)).toContain("unknown option '--acp'");
});

test.each([null, 7, "", {}])(
  "a program that names its session %j is told apart, and nothing of it is stored",
  async (sessionId) => {
    const { outcome, events } = await run({ manners: { sessionId } });
    expect(outcome).toMatchObject({ failureCause: "program" });
    expect(String(outcome)).toContain("did not name its session");
    expect(events.filter(({ type }) => type === "session")).toEqual([]);
  },
);

test("a missing program is named", async () => {
  const { outcome } = await run({ program: { id: "mine", command: ["tinyagi-no-such-program"] } });
  expect(outcome).toMatchObject({ failureCause: "program" });
});

test.each([true, false])(
  "in the mode ask, a person decides on each write (allowed: %s)",
  async (isAllowed) => {
    const answer = isAllowed ? { behavior: "allow" } : { behavior: "deny", message: "No." };
    await using server = await createPermissionServer(() => answer);
    const place = createPlace();
    const file = join(place.cwd, "note.txt");
    const { text, events, result } = await run(
      { prompt: `write ${file} words`, permissions: "ask", mcp: server.access },
      { place },
    );
    expect(server.asked).toMatchObject([
      {
        tool_name: "Edit",
        input: { file_path: file, old_string: "", new_string: "words" },
        tool_use_id: "c1",
      },
    ]);
    expect(existsSync(file)).toBe(isAllowed);
    expect(text).toBe(isAllowed ? "written" : "denied");
    expect(result?.deniedTools).toEqual(isAllowed ? [] : ["Edit"]);
    expect(events.some(({ type }) => type === "permission.denied")).toBe(!isAllowed);
  },
);

test("a person is asked about the exact command, and without a person it is denied", async () => {
  await using server = await createPermissionServer(() => ({ behavior: "allow" }));
  const prompt = "run rm -r build";
  expect((await run({ prompt, permissions: "ask", mcp: server.access })).text).toBe("ran");
  expect(server.asked).toMatchObject([{ tool_name: "Bash", input: { command: "rm -r build" } }]);
  expect((await run({ prompt, permissions: "ask" })).text).toBe("denied");
});

test("a command that was only described is denied with the reason, and nobody is asked", async () => {
  await using server = await createPermissionServer(() => ({ behavior: "allow" }));
  const wishes = { prompt: "describe List the files", permissions: "ask", mcp: server.access } as const;
  expect((await run(wishes)).text).toBe(
    "This was not permitted: Bash (the program did not show its command).",
  );
  expect(server.asked).toEqual([]);
  expect((await run(Object.assign({ known: "gemini" }, wishes))).text).toBe("ran");
  expect(server.asked).toMatchObject([{ input: { command: "List the files" } }]);
});

test("a turn that a denial ended without a word says what was denied", async () => {
  const { text } = await run({
    prompt: "write /tmp/never words",
    permissions: "ask",
    manners: { silentWhenDenied: true },
  });
  expect(text).toBe("This was not permitted: Edit.");
});

test("without a sandbox, writes are asked in the mode sandboxed, too; in the mode bypass they are not", async () => {
  const place = createPlace();
  const prompt = `write ${join(place.cwd, "x")} words`;
  expect((await run({ prompt, permissions: "sandboxed" }, { place })).text).toBe("denied");
  expect((await run({ prompt, permissions: "bypass" }, { place })).text).toBe("written");
});

test.each(["gemini", "qwen"])(
  "a command of the settings starts %s in the mode in which it asks, too, and after the model",
  async (known) => {
    const { text } = await run({ known, model: "m", prompt: "args" });
    expect(text).toBe("--model m --approval-mode default");
    expect((await run({ known: "opencode", prompt: "args" })).text).toBe("none");
  },
);

test.each([
  [["--approval-mode", "default"], "--approval-mode default", "denied"],
  [["--approval-mode=default"], "--approval-mode=default", "denied"],
])("a command that names the mode of asking itself (%j) gets none", async (more, args, outcome) => {
  const place = createPlace();
  const program = { id: "gemini", command: [...fakeAcpCommand(), ...more] as [string, ...string[]] };
  expect((await run({ program, prompt: "args" })).text).toBe(args);
  const prompt = `write ${join(place.cwd, "x")} words`;
  expect((await run({ program, prompt, permissions: "sandboxed" }, { place })).text).toBe(outcome);
});

test.each([["--approval-mode", "yolo"], ["--approval-mode=auto_edit"], ["--approval-mode"]])(
  "a command in which its owner chose another mode (%s %s) is of a program that does not ask",
  async (...more) => {
    const command: [string, ...string[]] = [
      ...fakeAcpCommand(),
      ...more.filter((word) => word !== undefined),
    ];
    const { outcome } = await run({ program: { id: "gemini", command }, permissions: "sandboxed" });
    expect(outcome).toMatchObject({ failureCause: "program" });
  },
);

test("a program that does not ask does not run where nothing holds it", async () => {
  const { outcome } = await run({ known: "mine", permissions: "sandboxed" });
  expect(outcome).toMatchObject({ failureCause: "program" });
  expect(String(outcome)).toContain("bubblewrap");
});

test.each(["sandboxed", "ask"] as const)(
  "where the API asks for no token, a program with the machine's network does not run in the mode %s",
  async (permissions) => {
    const { outcome } = await run({ permissions }, { apiIsOpen: true });
    expect(outcome).toMatchObject({ failureCause: "program" });
    expect(String(outcome)).toContain("tinyagi config set server.auth token");
    expect((await run({ permissions: "bypass" }, { apiIsOpen: true })).text).toBe("hello 1");
  },
);

const hasSandbox = existsSync("/usr/bin/bwrap");

test.runIf(hasSandbox)("in its sandbox a program writes its workspace, and nothing else", async () => {
  const place = createPlace();
  const outside = join(process.cwd(), ".never-written");
  const secret = join(place.folder, "secret");
  writeFileSync(secret, "planted");
  const inside = { place, sandbox: true };
  const wishes = { permissions: "sandboxed", known: "mine", deniedPaths: [secret] } as const;
  expect((await run({ ...wishes, prompt: `force ${join(place.cwd, "a")} x` }, inside)).text).toBe("written");
  expect(readFileSync(join(place.cwd, "a"), "utf8")).toBe("x");
  expect((await run({ ...wishes, prompt: `force ${outside} x` }, inside)).text).toBe("failed EROFS");
  expect((await run({ ...wishes, prompt: `see ${secret}` }, inside)).text).toMatch(/^failed/);
  expect(existsSync(outside)).toBe(false);
});

test.runIf(hasSandbox)(
  "in its sandbox a program sees its own sessions, and none of other agents",
  async () => {
    const place = createPlace();
    const inside = { place, sandbox: true };
    const session = join(place.folder, ".gemini", "tmp", "session");
    const runAs = async (agentId: string, prompt: string) =>
      (await run({ permissions: "sandboxed", known: "gemini", agentId, prompt }, inside)).text;
    expect(await runAs("one", `force ${session} planted`)).toBe("written");
    expect(await runAs("one", `see ${session}`)).toBe("planted");
    expect(await runAs("two", `see ${session}`)).toMatch(/^failed/);
    const ofOne = join(place.folder, ".gemini", "tmp", "tinyagi-agents", "one", "session");
    expect(await runAs("two", `see ${ofOne}`)).toMatch(/^failed/);
  },
);

test.runIf(hasSandbox)("in its sandbox a program has a temporary folder of its own", async () => {
  const place = createPlace();
  const temporary = join(homedir(), `.never-written-${process.pid}`);
  const { env } = toRequest(place, {});
  const wishes: Wishes = { permissions: "sandboxed", known: "mine" };
  const own = Object.assign({ TMPDIR: temporary, TMP: temporary, TEMP: temporary }, env);
  const inside = { place, sandbox: true };
  for (const name of ["TMPDIR", "TMP", "TEMP"])
    expect((await run({ ...wishes, env: own, prompt: `env ${name}` }, inside)).text).toBe("/tmp");
  expect((await run({ ...wishes, env: own, prompt: "force /tmp/a x" }, inside)).text).toBe("written");
  expect((await run({ ...wishes, permissions: "bypass", env: own, prompt: "env TMPDIR" })).text).toBe(
    temporary,
  );
});

test.runIf(hasSandbox)(
  "from its sandbox, no socket of the machine that starts programs can be reached",
  async () => {
    const place = createPlace();
    const runtime = realpathSync(mkdtempSync(join(homedir(), ".tinyagi-run-")));
    onTestFinished(() => rmSync(runtime, { recursive: true, force: true }));
    const shared = realpathSync(mkdtempSync("/tmp/tmux-"));
    onTestFinished(() => rmSync(shared, { recursive: true, force: true }));
    const named = join(place.cwd, "docker.sock");
    const paths = [join(runtime, "bus"), join(shared, "default"), named];
    for (const path of paths) {
      const server = createServer((socket) => socket.end());
      await new Promise<void>((resolve) => void server.listen(path, resolve));
      onTestFinished(() => void server.close());
    }
    const { env } = toRequest(place, {});
    const user = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${paths[0]}` };
    const wishes: Wishes = {
      permissions: "sandboxed",
      known: "mine",
      env: Object.assign({ DOCKER_HOST: `unix://${named}`, SSH_AUTH_SOCK: paths[1] }, user, env),
    };
    for (const path of paths) {
      const prompt = `connect ${path}`;
      expect((await run(Object.assign({ prompt }, wishes, { permissions: "bypass" }))).text).toBe(
        "connected",
      );
      expect((await run(Object.assign({ prompt }, wishes), { place, sandbox: true })).text).toMatch(
        /^failed/,
      );
    }
    for (const name of ["DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "DOCKER_HOST", "XDG_RUNTIME_DIR"])
      expect(
        (await run(Object.assign({ prompt: `env ${name}` }, wishes), { place, sandbox: true })).text,
      ).toBe("none");
  },
);

test.runIf(hasSandbox)("of its own folders a program changes only its sessions", async () => {
  const place = createPlace();
  const data = join(place.folder, ".local/share/opencode");
  for (const name of ["snapshot", "storage"]) mkdirSync(join(data, name), { recursive: true });
  for (const name of ["auth.json", "opencode.db", "snapshot/config"]) writeFileSync(join(data, name), "mine");
  const inside = { place, sandbox: true };
  const force = async (known: string, path: string) =>
    (await run({ permissions: "sandboxed", known, prompt: `force ${path} x` }, inside)).text;
  const state = join(place.folder, ".local/state/opencode/session");
  expect(await force("opencode", state)).toBe("written");
  const ofAgent = join(place.folder, ".local/state/opencode/tinyagi-agents/coder/session");
  expect(readFileSync(ofAgent, "utf8")).toBe("x");
  // Another opencode may write the same database at the same time.
  for (const name of ["auth.json", "snapshot/config", "opencode.db"]) {
    await force("opencode", join(data, name));
    expect(readFileSync(join(data, name), "utf8")).toBe("mine");
  }
  for (const known of ["gemini", "qwen"]) {
    const history = join(place.folder, `.${known}`, "history");
    mkdirSync(history, { recursive: true });
    await force(known, join(history, "config"));
    expect(existsSync(join(history, "config"))).toBe(false);
  }
});

test.runIf(hasSandbox)("in the mode ask, a program that does not ask writes nothing", async () => {
  const place = createPlace();
  const { env } = toRequest(place, {});
  const wishes = { known: "mine", permissions: "ask", env: { ...env, TINYAGI_FAKE_ACP: "" } } as const;
  const { text } = await run(
    { ...wishes, prompt: `force ${join(place.cwd, "a")} x` },
    { place, sandbox: true },
  );
  expect(text).toBe("failed EROFS");
});

/** A program that stays open. */
async function openKept(wishes: Wishes) {
  const keepProcess = createKeptProcesses(createChildren());
  const { live } = createAcpHarness({ sandbox: false, graceMs: 200, keepProcess });
  const request = toRequest(createPlace(), wishes);
  const connection = await live?.open(request);
  if (connection === undefined) throw new Error("nothing can stay open");
  onTestFinished(() => connection.close());
  return { connection, request };
}

test("a text reaches the running turn of a program that joins prompts, and one answer has both", async () => {
  const { connection, request } = await openKept({ manners: { joins: true }, prompt: "gather" });
  expect(await connection.steer?.("too early")).toBe("too_late");
  const { signal } = new AbortController();
  const steered: (string | undefined)[] = [];
  const { text } = await connection.prompt(request, {
    signal,
    onEvent: ({ type }) => {
      if (type === "text" && steered.length === 0)
        void connection.steer?.("in blue").then((outcome) => steered.push(outcome));
    },
  });
  expect(steered).toEqual(["taken"]);
  expect(text).toBe("listening. heard in blue");
  expect(await connection.steer?.("too late")).toBe("too_late");
});

test("of a program that does not join prompts, a text ends the turn", async () => {
  expect((await openKept({ known: "gemini" })).connection.steer).toBeUndefined();
});

test.each([
  ["opencode", true],
  ["gemini", false],
])("a slow program is waited for where its sessions end with it: %s", async (known, isWaitedFor) => {
  const { connection, request } = await openKept({ known, manners: { slowMs: 600 } });
  await connection.prompt(request, { signal: new AbortController().signal, onEvent: () => undefined });
  expect(await connection.answers()).toBe(isWaitedFor);
});

test("a program that was started in another folder does not fit", async () => {
  const { live } = createAcpHarness({ keepProcess: createKeptProcesses(createChildren()) });
  const request = toRequest(createPlace(), {});
  const basis = await live?.basis(request);
  expect(await live?.basis(request)).toEqual(basis);
  expect(await live?.basis(Object.assign({}, request, { cwd: createPlace().cwd }))).not.toEqual(basis);
});

test("what an interrupted turn cost is counted once, and the next turn has its own", async () => {
  const { connection, request } = await openKept({});
  const costs: (number | undefined)[] = [];
  const say = (prompt: string, stop = new AbortController()) =>
    connection.prompt(Object.assign({}, request, { prompt }), {
      signal: stop.signal,
      onEvent(event) {
        if (event.type === "usage") costs.push(event.usage.costUsd);
        if (event.type === "text" && prompt === "hang") stop.abort();
      },
    });
  await say("one");
  await expect(say("hang")).rejects.toMatchObject({ class: "cancelled" });
  expect(await say("two")).toMatchObject({ usage: { costUsd: 0.5 } });
  expect(costs).toEqual([0.5, 0.5, 0.5]);
});

test("prompts follow each other in one program and one session", async () => {
  const keepProcess = createKeptProcesses(createChildren());
  const { live } = createAcpHarness({ sandbox: false, graceMs: 200, keepProcess });
  const request = toRequest(createPlace(), { systemPrompt: "Be short." });
  const connection = await live?.open(request);
  onTestFinished(() => connection?.close());
  const say = (prompt: string, stop = new AbortController(), stopsAt?: HarnessEvent["type"]) =>
    connection?.prompt(
      { ...request, prompt },
      { signal: stop.signal, onEvent: ({ type }) => void (type === stopsAt && stop.abort()) },
    );
  expect(await say("one")).toMatchObject({ text: expect.stringContaining("one 1"), usage: { costUsd: 0.5 } });
  expect(await connection?.answers()).toBe(true);
  expect(await say("two")).toMatchObject({ text: "two 2", usage: { costUsd: 0.5 } });
  // Before its prompt was sent, and in the middle.
  const early = new AbortController();
  const unsent = say("hang", early);
  early.abort();
  await expect(unsent).rejects.toMatchObject({ class: "cancelled" });
  await expect(say("hang", new AbortController(), "text")).rejects.toMatchObject({ class: "cancelled" });
  expect(await say("leave")).toMatchObject({ backgroundEnded: { count: 1, commands: ["sleep 300"] } });
  expect(await say("next")).toMatchObject({ text: "next 5" });
  await expect(say("die")).rejects.toThrow("exit code 3");
  expect(connection?.isUsable()).toBe(false);
});
