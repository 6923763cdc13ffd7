#!/usr/bin/env node
// A scripted agent that speaks ACP. Its manners are JSON in its first argument; what it does with a prompt stands in the
// prompt: one word, and what follows. Sessions are files below TINYAGI_FAKE_ACP, so that another process can load them.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DEEP_JSON, floodErrors, LETTERS, writeBytes, writeHugeLine } from "./unruly-output.mjs";

const manners = JSON.parse(process.argv[2] ?? "{}");
const folder = process.env.TINYAGI_FAKE_ACP ?? "";
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
const waiting = new Map();
/** Who hears that a request was refused. */
const unheardOf = [];
let sessions = 0;
let questions = 0;
let cancel;
let more;
let turns = 0;
/** Prompts that came into a running turn, and how each is answered. */
const joined = [];
let isBusy = false;
let model = "first";
let effort = "low";

/** Asks the client, and waits for its answer. */
function ask(method, params) {
  questions += 1;
  const id = `q${questions}`;
  send({ id, method, params });
  return new Promise((resolve) => waiting.set(id, resolve));
}

const update = (sessionId, update) => send({ method: "session/update", params: { sessionId, update } });
const chunk = (sessionId, text, kind = "agent_message_chunk", more = {}) =>
  update(sessionId, { sessionUpdate: kind, content: { type: "text", text }, ...more });
const fileOf = (sessionId) => join(folder, `${sessionId}.jsonl`);
const record = (sessionId, who, text) => {
  if (folder === "") return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(fileOf(sessionId), `${JSON.stringify({ who, text })}\n`);
};

function replay(sessionId) {
  for (const line of readFileSync(fileOf(sessionId), "utf8").trim().split("\n")) {
    const { who, text } = JSON.parse(line);
    chunk(sessionId, text, who === "user" ? "user_message_chunk" : "agent_message_chunk");
  }
}

function opened() {
  if (manners.models !== true && manners.efforts !== true) return {};
  const configOptions = [];
  const options = [
    { value: "first", name: "First" },
    { value: "second", name: "Second" },
  ];
  if (manners.models === true)
    configOptions.push({
      ...{ id: "model", name: "Model", category: "model", type: "select" },
      ...{ currentValue: model, options },
    });
  if (manners.efforts === true)
    configOptions.push({
      ...{ id: "effort", name: "Thinking", category: "thought_level", type: "select", currentValue: effort },
      options: [
        { group: "all", name: "All", options: ["low", "high"].map((value) => ({ value, name: value })) },
      ],
    });
  return { configOptions };
}

/** Asks for permission as a program does before a call. @returns whether it may */
async function permitted(sessionId, call) {
  update(sessionId, { sessionUpdate: "tool_call", status: "pending", ...call });
  const { outcome } = await ask("session/request_permission", {
    sessionId,
    toolCall: call,
    options: [
      { optionId: "yes", name: "Yes", kind: "allow_once" },
      { optionId: "ever", name: "Always", kind: "allow_always" },
      { optionId: "no", name: "No", kind: "reject_once" },
    ],
  });
  const may = outcome.outcome === "selected" && outcome.optionId === "yes";
  update(sessionId, {
    sessionUpdate: "tool_call_update",
    toolCallId: call.toolCallId,
    status: may ? "completed" : "failed",
  });
  return may;
}

/** What the program does at its worst. */
const UNRULY = {
  /** A request that no client knows, and two for permission with the same id. */
  async asks(sessionId) {
    const unheard = new Promise((resolve) => unheardOf.push(resolve));
    send({ id: "unheard", method: "session/unheard", params: { sessionId } });
    const refusal = await unheard;
    const call = { toolCallId: "x", kind: "execute", title: "ls", rawInput: { command: "ls" } };
    const answers = [];
    const both = new Promise((resolve) =>
      waiting.set("same", ({ outcome }) => answers.push(outcome?.outcome) === 2 && resolve()),
    );
    const params = { sessionId, toolCall: call, options: [] };
    for (const _ of [1, 2]) send({ id: "same", method: "session/request_permission", params });
    await both;
    return [refusal?.code, ...answers].join(" ");
  },
  quit: () => process.exit(0),
  async bytes(sessionId) {
    const content = { type: "text", text: LETTERS };
    const params = { sessionId, update: { sessionUpdate: "agent_message_chunk", content } };
    await writeBytes(JSON.stringify({ jsonrpc: "2.0", method: "session/update", params }));
    return "";
  },
  async huge() {
    await writeHugeLine();
    return "after the line";
  },
  async errors() {
    await floodErrors();
    return "after the errors";
  },
  deep(sessionId) {
    process.stdout.write(
      `{"jsonrpc":"2.0","method":"session/update","params":{"sessionId":"${sessionId}","update":{"sessionUpdate":"tool_call","toolCallId":"d","title":"x","rawInput":{"a":${DEEP_JSON}}}}}\n`,
    );
    return "after the depth";
  },
  again() {
    send({ id: "tinyagi-hello", result: { protocolVersion: 9, agentCapabilities: {} } });
    return "begun twice";
  },
  disordered(sessionId) {
    update(sessionId, { sessionUpdate: "tool_call_update", toolCallId: "c9", status: "completed" });
    update(sessionId, { sessionUpdate: "tool_call", toolCallId: "c9", status: "pending", title: "ls" });
    update(sessionId, { sessionUpdate: "tool_call_update", toolCallId: "c9", status: "completed" });
    return "in disorder";
  },
};

const STEPS = {
  ...UNRULY,
  async write(sessionId, path, text) {
    const diff = { type: "diff", path, oldText: null, newText: text };
    const call = { toolCallId: `c${turns}`, kind: "edit", title: `Write ${path}`, content: [diff] };
    if (!(await permitted(sessionId, call))) return manners.silentWhenDenied === true ? "" : "denied";
    writeFileSync(path, text);
    return "written";
  },
  async run(sessionId, ...words) {
    const command = words.join(" ");
    const call = { toolCallId: `c${turns}`, kind: "execute", title: command, rawInput: { command } };
    return (await permitted(sessionId, call)) ? "ran" : "denied";
  },
  async describe(sessionId, ...words) {
    const call = { toolCallId: `c${turns}`, kind: "execute", title: words.join(" "), rawInput: {} };
    return (await permitted(sessionId, call)) ? "ran" : "";
  },
  connect: (_sessionId, path) =>
    new Promise((resolve) => {
      const socket = createConnection(path, () => resolve("connected"));
      socket.on("error", ({ code }) => resolve(`failed ${code}`)).on("close", () => socket.destroy());
    }),
  force(_sessionId, path, text) {
    try {
      writeFileSync(path, text);
      return "written";
    } catch (error) {
      return `failed ${error.code}`;
    }
  },
  see(_sessionId, path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      return `failed ${error.code}`;
    }
  },
  think(sessionId) {
    chunk(sessionId, "Let me ", "agent_thought_chunk");
    chunk(sessionId, "think.", "agent_thought_chunk");
    return "thought";
  },
  plan(sessionId) {
    const entries = [{ content: "First", priority: "high", status: "in_progress" }];
    update(sessionId, { sessionUpdate: "plan", entries });
    return "planned";
  },
  work(sessionId) {
    chunk(sessionId, "I will look.");
    const call = { toolCallId: "w1", kind: "search", title: "Search", rawInput: { pattern: "x" } };
    update(sessionId, { sessionUpdate: "tool_call", status: "in_progress", ...call });
    const content = [{ type: "content", content: { type: "text", text: "found" } }];
    update(sessionId, { sessionUpdate: "tool_call_update", toolCallId: "w1", status: "completed", content });
    return "done";
  },
  hang(sessionId, how) {
    chunk(sessionId, "waiting");
    if (how === "deaf") return new Promise(() => {});
    return new Promise((resolve) => {
      cancel = () => resolve(undefined);
    });
  },
  gather(sessionId) {
    chunk(sessionId, "listening. ");
    return new Promise((resolve) => {
      cancel = () => resolve(undefined);
      more = () => resolve(`heard ${joined.map(({ text }) => text).join()}`);
    });
  },
  die: () => process.exit(3),
  leave() {
    const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
    child.unref();
    return `left ${child.pid}`;
  },
  garbage() {
    process.stdout.write('\u0000not json {\n[]\n{"jsonrpc":"2.0","id":99,"result":{}}\n{"type":7}\n');
    return "garbage";
  },
  model: () => model,
  effort: () => effort,
  args: () => process.argv.slice(3).join(" ") || "none",
  env: (_sessionId, name) => process.env[name] ?? "none",
};

async function prompt(id, { sessionId, prompt: blocks }) {
  if (manners.joins === true && isBusy) {
    joined.push({ id, text: blocks.map((block) => block.text).join("") });
    return more?.();
  }
  isBusy = true;
  turns += 1;
  const text = blocks.map((block) => block.text ?? `[${block.type}]`).join("");
  record(sessionId, "user", text);
  if (manners.refuse !== undefined) return send({ id, error: manners.refuse });
  // The facts of a message stand on a line before it.
  const asked = (text.split("</instructions>\n\n").at(-1) ?? "").replace(
    /^\[TinyAGI: message [^\n]*\n\n/,
    "",
  );
  const [word, ...rest] = asked.split(" ");
  const said = Object.hasOwn(STEPS, word) ? await STEPS[word](sessionId, ...rest) : `${text} ${turns}`;
  cancel = undefined;
  isBusy = false;
  for (const { id } of joined.splice(0))
    send({ id, result: { stopReason: said === undefined ? "cancelled" : "end_turn" } });
  // What a turn cost until it was cancelled is paid, too.
  const cost = { amount: turns / 2, currency: "USD" };
  update(sessionId, { sessionUpdate: "usage_update", used: 9, size: 100, cost });
  if (said === undefined) return send({ id, result: { stopReason: "cancelled" } });
  if (said !== "") chunk(sessionId, said);
  record(sessionId, "agent", said);
  send({
    id,
    result: { stopReason: "end_turn", usage: { inputTokens: 10, outputTokens: turns, totalTokens: 0 } },
  });
}

const METHODS = {
  initialize: () => ({
    protocolVersion: manners.version ?? 1,
    agentCapabilities: {
      loadSession: manners.load !== undefined,
      mcpCapabilities: { http: true, sse: false },
      promptCapabilities: { image: manners.images === true },
      sessionCapabilities: manners.resume === true ? { resume: {} } : {},
    },
    authMethods: [],
  }),
  "session/new"() {
    sessions += 1;
    const sessionId = manners.sessionId === undefined ? `s${process.pid}-${sessions}` : manners.sessionId;
    return { sessionId, ...opened() };
  },
  "session/resume"({ sessionId }) {
    if (!existsSync(fileOf(sessionId))) throw new Error("Session not found");
    return opened();
  },
  "session/load"({ sessionId }) {
    if (!existsSync(fileOf(sessionId))) throw new Error("Session not found");
    if (manners.load === "late") setTimeout(() => replay(sessionId), 50);
    else replay(sessionId);
    return opened();
  },
  "session/set_config_option"({ configId, value }) {
    if (configId === "effort") effort = value;
    else model = value;
    return opened();
  },
};

function receive(message) {
  const { id, method, params } = message;
  if (method === undefined) {
    if (message.error !== undefined) unheardOf.shift()?.(message.error);
    waiting.get(id)?.(message.result ?? {});
    return;
  }
  if (method === "session/cancel") return cancel?.();
  if (method === "initialize" && manners.silent === true) return;
  if (method === "session/prompt") return void prompt(id, params);
  if (!Object.hasOwn(METHODS, method))
    return setTimeout(send, manners.slowMs ?? 0, {
      id,
      error: { code: -32601, message: "Method not found" },
    });
  try {
    send({ id, result: METHODS[method](params) });
  } catch (error) {
    send({ id, error: { code: -32603, message: "Internal error", data: { details: error.message } } });
  }
}

if (manners.broken === true) {
  process.stderr.write("error: unknown option '--acp'\n");
  process.exit(1);
}
createInterface({ input: process.stdin })
  .on("line", (line) => receive(JSON.parse(line)))
  .on("close", () => process.exit(0));
