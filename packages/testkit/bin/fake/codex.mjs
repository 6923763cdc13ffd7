// Plays `codex exec --json … -` and `codex exec … resume <thread id> … -` (0.169.0).
import { hangAt, misbehave, spill } from "./faults.mjs";
import { args, finish, line } from "./run.mjs";
import { openSession, saveSession } from "./session.mjs";
import { echo } from "./step.mjs";

const USAGE = { input: 100, cached: 20, output: 10 };
const NO_USAGE = { input: 0, cached: 0, output: 0 };
const OPTIONS_WITH_VALUE = new Set([
  "-c",
  "--config",
  "-m",
  "--model",
  "-s",
  "--sandbox",
  "-C",
  "--cd",
  "-i",
  "--image",
  "-p",
  "--profile",
  "-o",
  "--add-dir",
  "--enable",
  "--disable",
]);
const ERRORS = {
  rate_limit: "exceeded retry limit, last status: 429 Too Many Requests",
  authentication_failed: "unexpected status 401 Unauthorized: mock invalid_api_key",
  server_error: "We’re currently experiencing high demand, which may cause temporary errors.",
  overloaded: "unexpected status 529 <unknown status code>: mock overloaded",
  context_too_long:
    "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
};

/** Runs one turn and exits. */
export async function playCodex(step, rest) {
  const { id, usage } = openThread(step);
  await hangAt("silent", step);
  line({ type: "thread.started", thread_id: id });
  line({ type: "turn.started" });
  await misbehave(step);
  await hangAt("init", step);
  spill(step);
  if (step.error) return fail(step);
  sendItems(step, step.reply ?? echo(rest));
  await hangAt("reply", step);
  if (!step.noResult) line({ type: "turn.completed", usage });
  await hangAt("result", step);
  return finish(step.exit ?? 0);
}

/** Opens or resumes a thread. Its usage is the sum over all its turns, as the real CLI reports it. */
function openThread(step) {
  const resume = resumeId();
  const id = resume ?? step.sessionId ?? crypto.randomUUID();
  const known = openSession(id);
  if (resume && !known) {
    const reason = `no rollout found for thread id ${id} (code -32600)`;
    process.stderr.write(`Error: thread/resume: thread/resume failed: ${reason}\n`);
    finish(1);
  }
  const before = known?.usage ?? NO_USAGE;
  const turn = step.error || step.noResult ? NO_USAGE : { ...USAGE, ...step.usage };
  const usage = {
    input: before.input + turn.input,
    cached: before.cached + turn.cached,
    output: before.output + turn.output,
  };
  saveSession(id, { cwd: process.cwd(), usage });
  return {
    id,
    usage: {
      input_tokens: usage.input,
      cached_input_tokens: usage.cached,
      cache_write_input_tokens: 0,
      output_tokens: usage.output,
      reasoning_output_tokens: 0,
    },
  };
}

/** The first word after `resume` that is neither an option nor the value of one. */
function resumeId() {
  const at = args.indexOf("resume");
  if (at < 0) return undefined;
  const rest = args.slice(at + 1);
  return rest.find((arg, index) => !arg.startsWith("-") && !OPTIONS_WITH_VALUE.has(rest[index - 1]));
}

function fail(step) {
  const message = ERRORS[step.error] ?? String(step.error);
  line({ type: "error", message });
  line({ type: "turn.failed", error: { message } });
  return finish(step.exit ?? 1);
}

function sendItems(step, reply) {
  const tools = step.tools ?? [];
  for (const [index, tool] of tools.entries()) {
    const command = tool.input?.command ?? tool.name;
    const item = { id: `item_${index}`, type: "command_execution", command };
    const opened = { aggregated_output: "", exit_code: null, status: "in_progress" };
    const closed = tool.isError ? { exit_code: 1, status: "failed" } : { exit_code: 0, status: "completed" };
    line({ type: "item.started", item: { ...item, ...opened } });
    line({ type: "item.completed", item: { ...item, aggregated_output: tool.output ?? "", ...closed } });
  }
  const message = { id: `item_${tools.length}`, type: "agent_message", text: reply };
  if (reply !== "") line({ type: "item.completed", item: message });
}
