// Plays `claude -p --input-format stream-json --output-format stream-json --verbose …` (2.1.197).
import { hangAt, misbehave, spill } from "./faults.mjs";
import { args, finish, line, optionValue, run } from "./run.mjs";
import { openSession, saveSession } from "./session.mjs";
import { echo } from "./step.mjs";

const MAX_DELTAS = 10_000;
const USAGE = { input: 100, cached: 20, output: 10 };
const NO_USAGE = { input: 0, cached: 0, output: 0 };
/** `retry` is the name in `api_retry` lines, `error` the one in the assistant line; both as recorded. */
const ERRORS = {
  rate_limit: {
    status: 429,
    error: "rate_limit",
    retry: "rate_limit",
    text: "API Error: Request rejected (429) · mock rate_limit_error",
  },
  authentication_failed: {
    status: 401,
    error: "authentication_failed",
    retry: "authentication_failed",
    text: "Failed to authenticate. API Error: 401 mock authentication_error",
  },
  server_error: {
    status: 500,
    error: "server_error",
    retry: "server_error",
    text: "API Error: 500 mock api_error. This is a server-side issue, usually temporary",
  },
  // After two retries the real CLI reports no status for 529.
  overloaded: {
    status: null,
    error: "server_error",
    retry: "overloaded",
    text: "API Error: Repeated 529 Overloaded errors. The API is at capacity",
  },
  invalid_request: { status: 400, error: "unknown", text: "API Error: 400 mock invalid_request_error" },
  context_too_long: {
    status: 400,
    error: "invalid_request",
    text: "Prompt is too long",
    reason: "prompt_too_long",
  },
  billing_error: { status: 400, error: "billing_error", text: "Credit balance is too low" },
};

/** The user's text from stdin, which is JSON lines with `--input-format stream-json`. */
export function claudePrompt(stdin) {
  if (optionValue("--input-format") !== "stream-json") return stdin;
  const texts = stdin
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(text))
    .filter((message) => message.type === "user")
    .map(({ message }) =>
      typeof message.content === "string"
        ? message.content
        : message.content.map((part) => part.text ?? "").join("\n"),
    );
  return texts.join("\n");
}

/** Runs one turn and exits. */
export async function playClaude(step, rest) {
  const context = openContext(step);
  await hangAt("silent", step);
  return finish(await playTurn(context, rest));
}

/** Plays what a step says from the first line to the last. @returns the exit code of a process that has one turn */
export async function playTurn(context, rest) {
  const { step } = context;
  line(initLine(context));
  await misbehave(step);
  await hangAt("init", step);
  spill(step);
  if (step.error) return fail(context);
  useTools(context);
  const reply = step.reply ?? echo(rest);
  sendDeltas(context, reply);
  if (reply !== "") assistant(context, [{ type: "text", text: reply }]);
  await hangAt("reply", step);
  if (!step.noResult) result(context, reply, { denials: step.denials ?? [] });
  await hangAt("result", step);
  return step.exit ?? 0;
}

/** Opens the session as the real CLI does: only in the folder in which it was started. */
export function openContext(step) {
  const resume = optionValue("--resume", "-r");
  const wanted = optionValue("--session-id");
  const id = resume ?? wanted ?? step.sessionId ?? crypto.randomUUID();
  const known = openSession(id);
  if (resume && (!known || known.cwd !== process.cwd())) {
    const message = `No conversation found with session ID: ${id}`;
    refuse(id, [message]);
    process.stderr.write(`${message}\n`);
    finish(1);
  }
  if (wanted && known) {
    process.stderr.write(`Error: Session ID ${id} is already in use.\n`);
    finish(1);
  }
  saveSession(id, { cwd: process.cwd(), turns: (known?.turns ?? 0) + 1 });
  return { id, step, usage: { ...USAGE, ...step.usage }, model: optionValue("--model") ?? "fake-model" };
}

function initLine(context) {
  return {
    type: "system",
    subtype: "init",
    cwd: process.cwd(),
    session_id: context.id,
    tools: ["Bash", "Edit", "Read", "Write"],
    mcp_servers: [],
    model: context.model,
    permissionMode: optionValue("--permission-mode") ?? "default",
    apiKeySource: "ANTHROPIC_API_KEY",
    claude_code_version: "2.1.197",
  };
}

function fail(context) {
  const { step, id } = context;
  const error = ERRORS[step.error] ?? { status: null, error: "unknown", text: String(step.error) };
  if (error.retry) {
    const retry = { attempt: 1, max_retries: 1, retry_delay_ms: 1, error_status: error.status };
    line({ type: "system", subtype: "api_retry", ...retry, error: error.retry, session_id: id });
  }
  assistant(context, [{ type: "text", text: error.text }], error.error);
  result(context, error.text, { status: error.status, isError: true, reason: error.reason });
  return step.exit ?? 1;
}

function claudeUsage(usage) {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cached,
    output_tokens: usage.output,
    server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
    service_tier: "standard",
  };
}

function refuse(id, errors, spent = 0) {
  line({
    type: "result",
    subtype: "error_during_execution",
    duration_ms: 0,
    duration_api_ms: 0,
    is_error: true,
    num_turns: 0,
    stop_reason: null,
    session_id: id,
    total_cost_usd: spent,
    usage: claudeUsage(NO_USAGE),
    modelUsage: {},
    permission_denials: [],
    errors,
  });
}

function assistant(context, content, error) {
  line({
    type: "assistant",
    message: {
      id: `msg_fake_${run}`,
      type: "message",
      role: "assistant",
      model: error ? "<synthetic>" : context.model,
      content,
      stop_reason: null,
      stop_sequence: null,
      usage: claudeUsage({ ...context.usage, output: 1 }),
    },
    parent_tool_use_id: null,
    session_id: context.id,
    ...(error ? { error } : {}),
  });
}

/** What claude says of a turn that was interrupted. It counts no call that did not end. */
export function interrupted({ id, spent }) {
  refuse(id, [], spent);
}

function result(context, text, { status = null, isError = false, denials = [], reason = "completed" } = {}) {
  line({
    type: "result",
    subtype: "success",
    is_error: isError,
    api_error_status: status,
    duration_ms: 10,
    duration_api_ms: 8,
    num_turns: 1,
    result: text,
    stop_reason: isError ? "stop_sequence" : "end_turn",
    session_id: context.id,
    total_cost_usd: spend(context, isError ? 0 : (context.step.costUsd ?? 0.001)),
    usage: claudeUsage(isError ? NO_USAGE : context.usage),
    modelUsage: {},
    permission_denials: denials,
    terminal_reason: reason,
  });
}

/** The total of the process. */
function spend(context, usd) {
  context.spent = (context.spent ?? 0) + usd;
  return context.spent;
}

function useTools(context) {
  for (const [index, tool] of (context.step.tools ?? []).entries()) {
    const id = `tool_${index + 1}`;
    assistant(context, [{ type: "tool_use", id, name: tool.name, input: tool.input ?? {} }]);
    const content = [
      { type: "tool_result", content: tool.output ?? "", is_error: tool.isError === true, tool_use_id: id },
    ];
    line({
      type: "user",
      message: { role: "user", content },
      parent_tool_use_id: null,
      session_id: context.id,
    });
  }
}

function sendDeltas(context, reply) {
  if (!args.includes("--include-partial-messages")) return;
  const pieces = reply.match(/[\s\S]{1,20}/g) ?? [];
  for (const text of pieces.slice(0, MAX_DELTAS)) {
    const event = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
    line({ type: "stream_event", event, session_id: context.id, parent_tool_use_id: null });
  }
}
