/**
 * Every command of the command tree against a daemon, a home and files that are hostile in every text: nothing that
 * moves a cursor, sets a clipboard or hides a character reaches the terminal, in any mode.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConversationDetail, conversationDetailSchema, EVENT_TYPES } from "@tinyagi/contracts";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createContext } from "../context/context.js";
import { buildWholeProgram } from "../program.js";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import {
  buildHostile,
  forbiddenIn,
  HOSTILE,
  hostileAnswer,
  hostileEvents,
  hostileSettings,
  MARK,
  NAMED,
  PROJECT,
  TASK,
} from "../testing/hostile.js";
import { captureScreen, type InvocationResult, invoke } from "../testing/invoke.js";
import { CONVERSATION } from "../testing/sample.js";
import { typeAt } from "../testing/typing.js";
import { createOutput } from "./output.js";

const RUN = "run_0123456789abcdef";
/** Values of arguments and required options, by name. */
const VALUES: Readonly<Record<string, string>> = {
  role: "member",
  status: "todo",
  task: TASK,
  tasks: TASK,
  project: PROJECT,
  shell: "bash",
  revision: "7",
  conversation: "conv_0123456789abcdef",
};
/** Words for commands that need more than one word per argument. */
const WORDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "agent prompt": [["coder"], ["coder", "--file", "-"]],
  "agent provider": [["coder"], ["coder", "demo"]],
  "agent set": [["coder", "--role", HOSTILE]],
  "config get": [[], ["agents"]],
  "config set": [["agents.coder.role", HOSTILE]],
  "config edit": [[]],
  "conversation cancel": [[CONVERSATION]],
  "conversation read": [[CONVERSATION]],
  "conversation show": [[CONVERSATION]],
  "heartbeat set": [["coder", "--off"]],
  import: [["--from", "openclaw", "foreign", "--yes"]],
  "import team": [["template.json"], ["template.json", "--dry-run"]],
  "import undo": [["20260101-000000-team", "--yes"]],
  "team export": [["dev"]],
  "memory add": [["coder", "note", "--name", HOSTILE, "--summary", HOSTILE, "--force"]],
  "company add": [["note", "--name", HOSTILE, "--summary", HOSTILE, "--force"]],
  "company edit": [["note", "--file", "-"]],
  "memory edit": [["coder", "note", "--file", "-"]],
  model: [[], ["opus", "--provider", "anthropic"]],
  "pairing approve": [["K7QX2M9P"]],
  "agent add": [["new", "--provider", "demo"]],
  "team add": [["new", "--agents", "coder"]],
  "team visualize": [["dev", "--once"]],
  mcp: [[]],
  "mcp add": [["new", "--url", "http://127.0.0.1:9", "--yes"]],
  // Nobody logs in.
  "mcp login": [["coder", "--timeout", "1"]],
  "mcp grant": [["coder", "--everyone"]],
  "mcp revoke": [["coder", "--everyone"]],
  "mcp rule": [["coder", "read", "allow"]],
  "mcp import": [["--from", "template.json", "--yes"]],
  completion: [["bash"]],
  setup: [["--agent", "new", "--provider", "demo"], ["--yes"]],
  provider: [[], ["anthropic"]],
  "provider add": [["coder", "--model", HOSTILE]],
  "provider login list": [[], ["anthropic"]],
  "provider login add": [["anthropic", "work", "--config-dir", "/x"]],
  "provider login remove": [["anthropic", "work", "--yes"]],
  "provider login order": [["anthropic", "default"]],
  "provider login use": [["anthropic", "default"]],
  "provider test": [[], ["coder"]],
  "queue retry": [["7"], ["--all"]],
  restore: [["backup.tar.gz", "--dry-run"], ["missing"]],
  "runs show": [[RUN]],
  "schedule add": [["--agent", "coder", "--in", "1m", HOSTILE]],
  "schedule set": [["coder", "--message", HOSTILE]],
  "task update": [[TASK, "--title", HOSTILE]],
  "team set": [["coder", "--name", HOSTILE]],
  "queue kill": [["7"]],
  uninstall: [["--dry-run"]],
  update: [["--check"]],
  "queue delete": [["7", "--yes"]],
  "pairing dismiss": [["K7QX2M9P"]],
  "webhook add": [["new", "--agent", "coder"]],
  channel: [[], ["status"]],
  // It would build an image with the runtime of this machine.
  "container build": [["nonsense"]],
  // It would create a session of the real tmux.
  tmux: [["nonsense"]],
  // It would wait for a connection; its answers are those of `channel status`.
  "channel setup": [["nonsense"]],
  "channel test": [["telegram", "--timeout", "1"]],
  "channel retry": [["12"]],
  "channel reset": [["telegram", "--yes"]],
  // With a machine it would wait for the end of the move; how far that is has the same words.
  "agent move": [["coder"]],
  "token revoke": [["tok_0123456789abcdef"]],
  "artifact show": [["12"]],
  "artifact open": [["12", "--url"]],
  "artifact share": [["12"]],
  "artifact unshare": [["share_0123456789abcdef"]],
  "task add": [["title"]],
  approve: [["ask_k7qx2m9p"]],
  deny: [["ask_k7qx2m9p"]],
  answer: [["ask_k7qx2m9p", "yes"]],
  approvals: [[], ["ask_k7qx2m9p"]],
  "budget extend": [["day", "--usd", "1"]],
  cancel: [[RUN]],
  confirm: [[]],
  compare: [[RUN, RUN]],
  fork: [[RUN]],
  graph: [[RUN]],
  pause: [[RUN]],
  resume: [[RUN]],
  replay: [[RUN]],
  retry: [[RUN]],
  steer: [[RUN, "faster"]],
  top: [["--once"]],
  trace: [[RUN], ["conv_012345abcdef"]],
  logs: [[], ["--activity"]],
  why: [["12"]],
  attach: [[CONVERSATION, "--timeout", "5"]],
  // Nothing listens there, and no name has to be looked up.
  login: [["http://127.0.0.1:9"]],
};
/** Commands that on success show nothing from a server or a file. */
const SILENT: ReadonlySet<string> = new Set([
  ...[
    "start",
    "send",
    "agent prompt",
    "agent remove",
    "agent reset",
    "agent close",
    "reset",
    "provider",
    "provider remove",
    "model",
  ],
  // Their answers contain no free text. The test message is never delivered here.
  ...["channel start", "channel stop", "channel restart", "channel reset", "channel test"],
  ...["worker drain", "worker join", "worker stop"],
  "channel retry",
  ...["provider login add", "provider login remove", "provider login order", "provider login use"],
  ...["team remove", "team remove-agent", "plugin deny", "skill remove", "memory add", "memory edit"],
  ...["company add", "company edit"],
  ...[
    "memory remove",
    "schedule remove",
    "heartbeat set",
    "task clean",
    "task comment",
    "task delete",
    "task repository",
    "task review",
    "project delete",
  ],
  ...["pairing dismiss", "pairing unpair", "queue status", "queue agents", "queue retry", "queue delete"],
  ...[
    "queue purge",
    "conversation cancel",
    "conversation read",
    "config edit",
    "config schema",
    "config rollback",
    "config diff",
    "restore",
    "backup restore",
    "digest off",
  ],
  ...["backup list", "import home", "import report", "token revoke", "webhook add", "webhook remove"],
  // It reads skills in the workspace, and that of a hostile agent is refused.
  "export team",
  "team export",
  // They name the browser, of which only the id was given.
  ...["push test", "push remove"],
  // What is off in a home without a tunnel.
  ...["expose status", "expose start", "expose link", "expose stop"],
  // Texts of their own: it starts a daemon, and the catalogue is part of the product.
  ...["demo", "mcp catalog"],
  // The paths and variables of the person who calls them.
  ...["service install", "service status", "service uninstall", "update", "uninstall"],
  // The runtime of this machine, and an image whose name has only harmless letters.
  ...["container status", "container build"],
  ...[
    "webhook list",
    "setup",
    "channel setup",
    "completion",
    "version",
    "security audit",
    "tmux",
    "login",
    "logout",
  ],
  ...["steer", "pause", "resume", "cancel", "mcp", "acp", "mcp import", "mcp remove"],
  // It lists what TinyAGI itself knows, and waits for a browser whose address is no free text.
  ...["mcp catalog", "mcp login"],
]);
const MODES = [
  { name: "a pipe", words: [], terminal: false },
  { name: "a pipe with --plain", words: ["--plain"], terminal: false },
  { name: "a terminal with colours", words: [], terminal: true },
  { name: "JSON", words: ["--json"], terminal: false },
] as const;

async function resolveProgram(): Promise<Command> {
  const screen = captureScreen();
  const output = createOutput({ stdout: screen, stderr: screen, json: false, plain: true, env: {} });
  const signal = new AbortController().signal;
  const given = { env: { HOME: "/nonexistent" }, output, stdin: process.stdin, now: Date.now, signal };
  return buildWholeProgram(createContext({ ...given, version: "0.0.0", daemonMain: () => "" }));
}

interface Call {
  readonly path: string;
  readonly words: readonly string[];
}

/** Each executable command with its words. */
function listCalls(command: Command, path: readonly string[] = []): Call[] {
  return command.commands.flatMap((child) => {
    const words = [...path, child.name()];
    const own = child.commands.length === 0 || child.registeredArguments.length > 0 || WORDS[words.join(" ")];
    return [...(own ? callsOfOne(child, words) : []), ...listCalls(child, words)];
  });
}

function callsOfOne(command: Command, words: readonly string[]): Call[] {
  const path = words.join(" ");
  const options = command.options.flatMap((option) => {
    if (option.long === "--yes") return ["--yes"];
    return option.mandatory ? [option.long ?? "", NAMED] : [];
  });
  const given = WORDS[path] ?? [
    [
      ...command.registeredArguments
        .filter(({ required }) => required)
        .map((argument) => VALUES[argument.name()] ?? NAMED),
      ...options,
    ],
  ];
  return given.map((more) => ({ path, words: [...words, ...more] }));
}

/** A home below a folder with a hostile name, with hostile files in it. */
async function withHostileHome<T>(use: (place: { home: string; folder: string }) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-hostile-"));
  try {
    const home = join(folder, HOSTILE.replaceAll("\u0000", ""));
    await mkdir(join(home, "logs"), { recursive: true, mode: 0o700 });
    await writeFile(join(home, "settings.json"), JSON.stringify(hostileSettings()), { mode: 0o600 });
    const entry = JSON.stringify({ level: 50, time: 0, msg: HOSTILE, err: { message: HOSTILE } });
    await writeFile(join(home, "logs", "daemon.log"), `${HOSTILE}\n${entry}\n`);
    const report = {
      source: HOSTILE,
      backup: HOSTILE,
      counts: { [HOSTILE]: 1 },
      notes: [HOSTILE],
      moreNotes: 0,
    };
    await mkdir(join(home, "backups", "0.0.20-1"), { recursive: true });
    await writeFile(join(home, "backups", "0.0.20-1", "import-report.json"), JSON.stringify(report));
    await writeFile(join(folder, "template.json"), JSON.stringify(getTemplate()));
    await writeFile(join(folder, "backup.tar.gz"), HOSTILE);
    const foreign = {
      agents: { list: [{ id: "new", name: HOSTILE, tools: {} }] },
      channels: { [HOSTILE]: {} },
    };
    await mkdir(join(folder, "foreign"));
    await writeFile(join(folder, "foreign", "openclaw.json"), JSON.stringify(foreign));
    const receipt = { id: "20260101-000000-team", kind: "team", from: HOSTILE, undone: null, left: [] };
    const imported = join(home, "imports", receipt.id);
    await mkdir(imported, { recursive: true });
    const changes = [{ what: "team", id: "dev" }];
    await writeFile(join(imported, "receipt.json"), JSON.stringify({ ...receipt, changes }));
    return await use({ home, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function getTemplate() {
  const skills = [HOSTILE.slice(0, 60)];
  const agent = { name: "Writer", provider: "demo", model: "", skills };
  const team = { id: "writers", name: "Writers", agents: ["writer"], leader_agent: "writer" };
  return { format: "tinyagi-team", version: 1, team, agents: { writer: agent } };
}

function makeHostile(server: FakeServer, named: boolean): void {
  server.conversation = {
    ...(buildHostile(conversationDetailSchema, {}) as ConversationDetail),
    id: CONVERSATION,
    status: "closed",
  };
  server.events = hostileEvents();
  server.fallback = (method, path) => ({
    status: 200,
    body:
      path === `/api/conversations/${CONVERSATION}`
        ? server.conversation
        : hostileAnswer(method, path, { named }),
  });
}

async function listProblems(place: { home: string; folder: string }, call: Call): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, words, terminal } of MODES) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new Error("too slow")), 60_000);
    const result = await invoke([...words, ...inFolder(call.words, place.folder)], {
      home: place.home,
      terminal,
      input: HOSTILE,
      env: { EDITOR: "true" },
      signal: stop.signal,
    });
    clearTimeout(timer);
    problems.push(
      ...wrongIn(result).map((problem) => `${call.words.slice(0, 3).join(" ")}, ${name}: ${problem}`),
    );
    if (words[0] === "--json" && result.stdout !== "" && call.path !== "completion")
      JSON.parse(result.stdout);
  }
  return problems;
}

function inFolder(words: readonly string[], folder: string): string[] {
  return words.map((word) =>
    /^(template\.json|foreign|backup\.tar\.gz)$/.test(word) ? join(folder, word) : word,
  );
}

function wrongIn({ stdout, stderr, code }: InvocationResult): string[] {
  const problems = [forbiddenIn(stdout), forbiddenIn(stderr)].filter((one) => one !== undefined);
  // A crash would hide what the command prints.
  if (/Cannot read|is not a function|is not iterable|undefined \(reading/.test(stderr))
    problems.push(`exit ${code}: ${stderr}`);
  return problems;
}

describe("hostile text", { timeout: 120_000 }, () => {
  it.each([
    ["answers that are hostile in every text", false],
    ["answers with the names that were asked for", true],
  ])("reaches no terminal: %s", async (_what, named) => {
    const problems: string[] = [];
    await withHostileHome(async (place) => {
      await using server = await serveHome(place.home);
      makeHostile(server, named);
      for (const call of listCalls(await resolveProgram()))
        problems.push(...(await listProblems(place, call)));
    });
    expect(problems).toEqual([]);
  });

  it("is shown, but made harmless, by every command that prints data", async () => {
    const quiet = new Set(listCalls(await resolveProgram()).map(({ path }) => path));
    await withHostileHome(async (place) => {
      await using server = await serveHome(place.home);
      for (const named of [true, false]) {
        makeHostile(server, named);
        for (const { path, words } of listCalls(await resolveProgram())) {
          const { stdout, stderr } = await invoke(inFolder(words, place.folder), {
            home: place.home,
            input: "x",
            // Another program of this machine may use the usual port.
            env: { EDITOR: "true", TINYAGI_API_PORT: "0" },
          });
          if (`${stdout}${stderr}`.includes(MARK)) quiet.delete(path);
        }
      }
    });
    expect([...quiet].filter((path) => !SILENT.has(path))).toEqual([]);
  });

  it("reaches no terminal when the daemon refuses everything with hostile words", async () => {
    const problems: string[] = [];
    await withHostileHome(async (place) => {
      await using server = await serveHome(place.home);
      const details = [{ path: HOSTILE, message: HOSTILE }];
      server.fallback = () => ({ status: 400, body: { error: HOSTILE, code: "INVALID_INPUT", details } });
      for (const call of listCalls(await resolveProgram()))
        problems.push(...(await listProblems(place, call)));
    });
    expect(problems).toEqual([]);
  });

  it("reaches no terminal when no daemon runs and the files of the home are hostile", async () => {
    const problems: string[] = [];
    await withHostileHome(async (place) => {
      for (const words of [
        ["doctor"],
        ["security", "audit"],
        ["logs"],
        ["config", "get"],
        ["config", "validate"],
        ["status"],
      ])
        problems.push(...(await listProblems(place, { path: words.join(" "), words })));
      await writeFile(join(place.home, "settings.json"), HOSTILE);
      for (const words of [["doctor"], ["security", "audit"], ["config", "get"], ["config", "validate"]])
        problems.push(...(await listProblems(place, { path: words.join(" "), words })));
    });
    expect(problems).toEqual([]);
  });

  it.each([
    ["chatroom", "coder", "--follow"],
    ["team", "visualize"],
    ["logs", "-f"],
  ])("reaches no terminal while %s follows", async (...words) => {
    await withHostileHome(async ({ home }) => {
      await using server = await serveHome(home);
      makeHostile(server, true);
      for (const terminal of [false, true]) {
        const stop = new AbortController();
        const onStdout = (text: string) => text.includes(MARK) && stop.abort();
        const input = "";
        const result = await invoke(words, { home, terminal, input, onStdout, signal: stop.signal });
        expect(result.stdout).toContain(MARK);
        expect(wrongIn(result)).toEqual([]);
      }
    });
  });

  it.each([
    ["pairing approve", /which sender/i],
    ["agent add new --name x", /which provider/i],
    ["team add new --name x", /which agents/i],
    ["schedule add", /which agent/i],
    ["task add", /title of the task/i],
    ["config set agents.coder.role", /value of/i],
    ["memory remove coder note", /delete/i],
    ["skill install coder ./x", /install/i],
    ["plugin allow coder", /approve/i],
    ["task delete WEB-12", /delete/i],
    ["import team template.json", /add the team/i],
  ])("reaches no terminal in the questions of: %s", async (line, question) => {
    await withHostileHome(async ({ home, folder }) => {
      await using server = await serveHome(home);
      makeHostile(server, false);
      const CANCEL = "\u0003";
      const result = await invoke(inFolder(line.split(" "), folder), {
        home,
        ...typeAt([[question, CANCEL]]),
      });
      expect(result.stderr).toMatch(question);
      expect(result.code).not.toBe(0);
      const shown = result.stderr;
      // The prompt library moves the cursor, too, but in other ways.
      for (const attack of ["\u001b]", "[45m", "[2J", "\u0007", "\u009b", "\u202e", "\u2066", "\u200b"])
        expect(shown).not.toContain(attack);
    });
  });

  it("reaches no shell as a completion or its description", async () => {
    const problems: string[] = [];
    await withHostileHome(async (place) => {
      await using server = await serveHome(place.home);
      for (const named of [false, true]) {
        makeHostile(server, named);
        for (const { words } of listCalls(await resolveProgram())) {
          const { stdout, stderr } = await invoke(
            ["completion", "--at", "--", ...words.slice(0, 2), ""],
            place,
          );
          for (const line of stdout.split("\n"))
            if (line.split("\t").length > 2) problems.push(`a tab too many: ${JSON.stringify(line)}`);
          problems.push(...wrongIn({ stdout, stderr, code: 0 }));
        }
      }
    });
    expect(problems).toEqual([]);
  });

  it("is known to the test in every kind of event", () => {
    expect(new Set(hostileEvents().map(({ type }) => type))).toEqual(new Set(EVENT_TYPES));
  });
});
