// A scripted `codex app-server` (0.169.0). What it does with a prompt stands in the prompt: its first word. How it starts stands
// in the variable TINYAGI_FAKE_CODEX: `broken`, `silent`, `refusing`, `foreign`, or how a server of the user starts: `servers`
// late, `stuck` never.
// Guarantees: the messages of the real program, in its order. It never uses the network.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { DEEP_JSON, floodErrors, LETTERS, writeBytes, writeHugeLine } from "./unruly-output.mjs";

const mode = process.env.TINYAGI_FAKE_CODEX ?? "";
const known = "01a21779-ee02-7d60-825c-9597fd0ee56b";
const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const note = (method, params) => send({ method, params, emittedAtMs: Date.now() });

let turns = 0;
let total = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
let questions = 0;
let turn;
let late = "";
const answered = new Map();

const item = (kind, of, how) => note(`item/${kind}`, { item: how, threadId: known, turnId: of.id });
const say = (of, text) => {
  const message = { type: "agentMessage", id: `msg_${turns}`, text };
  item("started", of, { ...message, text: "" });
  item("completed", of, message);
};

function spend(of) {
  const last = { inputTokens: 10, cachedInputTokens: 2, outputTokens: turns };
  total = Object.fromEntries(Object.keys(total).map((key) => [key, total[key] + last[key]]));
  note("thread/tokenUsage/updated", { threadId: known, turnId: of.id, tokenUsage: { total, last } });
}

function end(of, status, error = null) {
  if (turn !== of) return;
  turn = undefined;
  note("turn/completed", { threadId: known, turn: { id: of.id, items: [], status, error } });
}

function reply(of, text) {
  say(of, text);
  spend(of);
  end(of, "completed");
}

/** A command that asks for permission, and does what it says where it got it. */
async function ask(of, kind, path) {
  const id = questions++;
  const common = { threadId: known, turnId: of.id, itemId: `call_${turns}`, startedAtMs: 0 };
  const isCommand = kind === "command";
  const what = isCommand
    ? { type: "commandExecution", id: common.itemId, command: `touch ${path}`, cwd: process.cwd() }
    : { type: "fileChange", id: common.itemId, changes: [{ path, kind: { type: "add" }, diff: "hello\n" }] };
  item("started", of, { ...what, status: "inProgress" });
  const method = `item/${isCommand ? "commandExecution" : "fileChange"}/requestApproval`;
  const more = isCommand ? { command: what.command, cwd: what.cwd, reason: "I need it" } : { reason: null };
  send({ id, method, params: { ...common, ...more } });
  const { result } = await new Promise((resolve) => answered.set(id, resolve));
  const allowed = result?.decision === "accept";
  if (allowed) writeFileSync(path, "hello\n");
  item("completed", of, { ...what, status: allowed ? "completed" : "declined" });
  reply(of, [allowed ? "done" : "denied", ...of.texts].join(" "));
}

async function question(of) {
  const id = questions++;
  send({ id, method: "item/tool/requestUserInput", params: { threadId: known, turnId: of.id } });
  const { error } = await new Promise((resolve) => answered.set(id, resolve));
  reply(of, `refused with ${error?.code}`);
}

function leave(of) {
  const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
  child.unref();
  const command = { type: "commandExecution", id: `call_${turns}`, command: "sleep 300 &" };
  item("started", of, command);
  item("completed", of, { ...command, status: "completed", exitCode: 0, aggregatedOutput: "" });
  reply(of, `left ${child.pid}`);
}

function fail(of, code) {
  const message = `unexpected status ${code}`;
  const info = { codexErrorInfo: { httpConnectionFailed: { httpStatusCode: Number(code) } } };
  const again = { message: "Reconnecting... 1/2", additionalDetails: message, ...info };
  note("error", { threadId: known, turnId: of.id, error: again, willRetry: true });
  end(of, "failed", { message, additionalDetails: null, ...info });
}

/** A turn that works for a while, and reads texts that come meanwhile. */
function work(of, how) {
  if (how === "long") return;
  setTimeout(() => turn === of && reply(of, `worked ${[how, ...of.texts].join(" ")}`), 600);
}

/** Requests that no client knows, twice with the same id. */
async function askTwice(of) {
  const answers = [];
  const both = new Promise((resolve) =>
    answered.set("same", ({ error }) => answers.push(error?.code) === 2 && resolve()),
  );
  for (const _ of [1, 2]) send({ id: "same", method: "item/tool/unheard", params: { turnId: of.id } });
  await both;
  reply(of, answers.join(" "));
}

/** What the program does at its worst. */
const UNRULY = {
  asks: askTwice,
  quit: () => process.exit(0),
  async bytes(of) {
    const message = { type: "agentMessage", id: "msg_bytes", text: LETTERS };
    const params = { item: message, threadId: known, turnId: of.id };
    await writeBytes(JSON.stringify({ method: "item/completed", params }));
    end(of, "completed");
  },
  async huge(of) {
    await writeHugeLine();
    reply(of, "after the line");
  },
  async errors(of) {
    await floodErrors();
    reply(of, "after the errors");
  },
  deep(of) {
    process.stdout.write(
      `{"method":"item/started","params":{"threadId":"${known}","turnId":"${of.id}","item":{"type":"commandExecution","id":"d","command":${DEEP_JSON}}}}\n`,
    );
    reply(of, "after the depth");
  },
  again(of) {
    send({ id: "tinyagi-hello", result: { userAgent: "fake/0.169.0", codexHome: "/nowhere" } });
    send({ id: "tinyagi-thread", result: { thread: { id: "another-thread" } } });
    note("turn/started", { threadId: known, turn: { id: of.id, status: "inProgress" } });
    reply(of, "begun twice");
  },
  disordered(of) {
    const command = { type: "commandExecution", id: "c9", command: "ls", exitCode: 0 };
    item("completed", of, { ...command, status: "completed" });
    item("started", of, command);
    item("completed", of, { ...command, status: "completed" });
    reply(of, "in disorder");
  },
};

function prompt(of, text) {
  const [word, ...rest] = text.split(" ");
  if (Object.hasOwn(UNRULY, word)) return void UNRULY[word](of);
  if (word === "servers") return reply(of, serverStarts ? "a server starts" : "all servers run");
  if (word === "hang") {
    of.deaf = rest[0] === "deaf";
    return;
  }
  if (word === "work") return work(of, rest[0]);
  if (word === "die") process.exit(3);
  if (word === "leave") return leave(of);
  if (word === "command" || word === "change") return void ask(of, word, rest[0]);
  if (word === "question") return void question(of);
  if (word === "fail") return fail(of, rest[0]);
  if (word === "empty") return end(of, "completed");
  if (word === "garbage") process.stdout.write('\u0000not json {\n[]\n{"type":7}\n{"method":7}\n{"id":{}}\n');
  if (word === "flood") process.stdout.write(`${"x".repeat(200_000)}\n`);
  if (word === "later") late = "an answer of before";
  if (word === "slow") return void setTimeout(() => reply(of, `slow ${turns}`), 250);
  if (word === "elsewhere") {
    const other = { ...of, id: "another-turn" };
    say(other, "of another agent");
    note("turn/completed", { threadId: "another", turn: { id: other.id, status: "completed", error: null } });
  }
  reply(of, `${word} ${turns}`);
  if (word === "twice") say(of, "and again");
}

function start({ id, params }) {
  if (late !== "") say({ id: "turn-of-before" }, late);
  late = "";
  turns += 1;
  turn = { id: `turn-${turns}`, texts: [], deaf: false };
  const text = params.input.map(({ text = "" }) => text).join("");
  const name = () => {
    send({ id, result: { turn: { id: turn.id, items: [], status: "inProgress", error: null } } });
    note("turn/started", { threadId: known, turn: { id: turn.id, status: "inProgress" } });
  };
  // On a busy machine, the model may have been asked before the turn has its name.
  if (text === "hang unnamed") setTimeout(name, 400);
  else name();
  prompt(turn, text);
}

function interrupt({ id, params }) {
  if (turn === undefined || turn.id !== params.turnId || turn.deaf) return;
  send({ id, result: {} });
  end(turn, "interrupted");
}

function steer({ id, params }) {
  if (turn === undefined || turn.id !== params.expectedTurnId)
    return send({ id, error: { code: -32600, message: "no active turn to steer" } });
  turn.texts.push(params.input[0].text);
  send({ id, result: { turnId: turn.id } });
}

/** A server of the user, which starts after the thread. */
let serverStarts = false;
function startServer() {
  if (mode !== "servers" && mode !== "stuck") return;
  const server = { threadId: known, name: "mine", error: null };
  serverStarts = true;
  note("mcpServer/startupStatus/updated", { ...server, status: "starting" });
  if (mode === "stuck") return;
  setTimeout(() => {
    serverStarts = false;
    note("mcpServer/startupStatus/updated", { ...server, status: "ready" });
  }, 200);
}

function resume({ id, params }) {
  if (params.threadId !== known)
    return send({
      id,
      error: { code: -32600, message: `no rollout found for thread id ${params.threadId}` },
    });
  load(id);
}

/** A thread that is loaded, old or new, starts all servers. */
function load(id) {
  const server = { threadId: known, name: "tinyagi", error: null };
  note("mcpServer/startupStatus/updated", { ...server, status: "starting" });
  send({ id, result: { thread: { id: known } } });
  startServer();
  note("mcpServer/startupStatus/updated", { ...server, status: "ready" });
}

function begin({ id }) {
  if (mode === "refusing")
    return send({ id, error: { code: -32600, message: "Invalid request: unknown variant `thread/start`" } });
  load(id);
}

const METHODS = {
  initialize: ({ id }) => send({ id, result: { userAgent: "fake/0.169.0", codexHome: "/nowhere" } }),
  initialized: () => {},
  "thread/start": begin,
  "thread/resume": resume,
  "thread/unsubscribe": ({ id }) => send({ id, result: { status: "unsubscribed" } }),
  "thread/loaded/list": ({ id }) => send({ id, result: { data: [known], nextCursor: null } }),
  "turn/start": start,
  "turn/interrupt": interrupt,
  "turn/steer": steer,
};

if (mode === "broken") {
  process.stderr.write("error: unrecognized subcommand 'app-server'\n");
  process.exit(2);
}
createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (mode === "silent") return;
    const message = JSON.parse(line);
    if (message.method === undefined) answered.get(message.id)?.(message);
    else METHODS[message.method](message);
  })
  .on("close", () => process.exit(0));
