/** `heartbeat`: how often agents are asked whether there is something to do, and with which words. */
import { readFile } from "node:fs/promises";
import type { CallArguments } from "@tinyagi/client";
import { HEARTBEAT_INTERVAL_MIN_S, type HeartbeatState } from "@tinyagi/contracts";
import { type Command, InvalidArgumentError } from "commander";
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { linesOfText } from "../output/output.js";
import { duration, when } from "../view/format.js";
import { facts, table } from "../view/table.js";
import { parseSeconds } from "./option.js";

const PROMPT_MAX_BYTES = 1_024 * 1_024;
const EXAMPLES = `
Examples:
  tinyagi heartbeat list
  tinyagi heartbeat show coder
  tinyagi heartbeat set coder --interval 30m
  tinyagi heartbeat set coder --prompt-file ./heartbeat.md
  tinyagi heartbeat set coder --off
  tinyagi heartbeat set coder --on --default-interval
  tinyagi heartbeat run coder
`;

interface SetOptions {
  interval?: number;
  defaultInterval?: boolean;
  on?: boolean;
  enabled?: boolean;
  off?: boolean;
  prompt?: string;
  promptFile?: string;
}

export function registerHeartbeat(program: Command, context: CliContext): void {
  const heartbeat = program
    .command("heartbeat")
    .description("ask agents now and then whether there is something to do")
    .addHelpText("after", EXAMPLES);
  heartbeat
    .command("list", { isDefault: true })
    .alias("ls")
    .description("interval, last and next of each agent")
    .action(() => list(context));
  heartbeat
    .command("show")
    .argument("<agent>")
    .description("one agent's heartbeat with its heartbeat.md")
    .action((id: string) => show(context, id));
  heartbeat
    .command("set")
    .argument("<agent>")
    .option("--interval <duration>", "between two beats: 90 (seconds), 30m, 2h; 0 = never", parseInterval)
    .option("--default-interval", "that of all agents (monitoring.heartbeat_interval)")
    .option("--on", "switch it on")
    .option("--enabled", "the same as --on")
    .option("--off", "switch it off")
    .option("--prompt <text>", "what the agent is asked")
    .option("--prompt-file <file>", "the same from a file, - for stdin")
    .description("change an agent's heartbeat; it applies at once")
    .action((id: string, options: SetOptions) => set(context, id, options));
  heartbeat
    .command("run")
    .argument("<agent>")
    .description("ask an agent now")
    .action((id: string) => run(context, id));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listHeartbeats", { signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no agents"]
      : table(
          ["AGENT", "EVERY", "LAST", "NEXT", "FAILED", "NOTE"],
          rows.map((row) => [
            row.agent,
            row.enabled ? duration(row.interval * 1_000) : "off",
            row.lastSentAt === null ? "never" : when(row.lastSentAt),
            nextOf(context, row),
            row.failures === 0 ? "" : String(row.failures),
            row.reason ?? "",
          ]),
          columns,
        ),
  );
}

async function show(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const [file, states] = await Promise.all([
    client.call("getHeartbeat", { params: { id }, signal: context.signal }),
    client.call("listHeartbeats", { signal: context.signal }),
  ]);
  const state = states.find((row) => row.agent === id);
  context.output.data({ ...file, state: state ?? null }, () => [
    ...facts([
      ["agent", id],
      [
        "every",
        state?.enabled === true ? duration(state.interval * 1_000) : `off: ${state?.reason ?? "unknown"}`,
      ],
      ["last", state?.lastSentAt == null ? "never" : when(state.lastSentAt)],
      ["next", state === undefined ? "" : nextOf(context, state)],
      ["file", file.path],
    ]),
    "",
    ...(file.content.trim() === ""
      ? ["(no heartbeat.md: a short status check is asked for)"]
      : linesOfText(file.content.trimEnd())),
  ]);
}

async function set(context: CliContext, id: string, options: SetOptions): Promise<void> {
  const body = await bodyOf(context, options);
  if (Object.keys(body).length === 0)
    throw usageError("say what to change", "e.g. tinyagi heartbeat set coder --interval 30m");
  const client = await context.connect();
  const answer = await client.call("putHeartbeat", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => [`heartbeat of @${id} changed`]);
  const [state] = (await client.call("listHeartbeats", { signal: context.signal })).filter(
    (row) => row.agent === id,
  );
  if (state !== undefined)
    context.output.talk(
      state.enabled
        ? `every ${duration(state.interval * 1_000)}, next ${nextOf(context, state)}`
        : `off: ${state.reason ?? ""}`,
    );
}

async function run(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("runHeartbeat", { params: { id }, signal: context.signal });
  context.output.data(answer, () => [`Accepted: ${answer.messageId}`]);
  context.output.talk(`Watch it with: tinyagi conversation show ${answer.conversationId}`);
}

async function bodyOf(
  context: CliContext,
  options: SetOptions,
): Promise<CallArguments<"putHeartbeat">["body"]> {
  const isOn = options.on === true || options.enabled === true;
  if (isOn && options.off === true) throw usageError("give one of --on and --off");
  if (options.interval !== undefined && options.defaultInterval === true)
    throw usageError("give one of --interval and --default-interval");
  if (options.prompt !== undefined && options.promptFile !== undefined)
    throw usageError("give one of --prompt and --prompt-file");
  const content =
    options.promptFile === undefined ? options.prompt : await readPrompt(context, options.promptFile);
  return {
    ...(content === undefined ? {} : { content }),
    ...(isOn ? { enabled: true } : options.off === true ? { enabled: false } : {}),
    ...(options.defaultInterval === true ? { interval: null } : {}),
    ...(options.interval === undefined ? {} : { interval: options.interval }),
  };
}

async function readPrompt(context: CliContext, file: string): Promise<string> {
  try {
    const bytes = file === "-" ? await readAll(context.stdin) : await readFile(file);
    if (bytes.length <= PROMPT_MAX_BYTES) return bytes.toString("utf8");
  } catch (error) {
    throw new CliError("INVALID_INPUT", "the prompt file cannot be read", { cause: error });
  }
  throw usageError(`a prompt has at most ${PROMPT_MAX_BYTES} bytes`);
}

async function readAll(stream: CliContext["stdin"]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunks.at(-1)?.length ?? 0;
    if (size > PROMPT_MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function nextOf(context: CliContext, row: HeartbeatState): string {
  if (!row.enabled) return "";
  if (row.nextDueAt === null) return "soon";
  return row.nextDueAt <= context.now() ? "when it is idle" : when(row.nextDueAt);
}

/** Whole seconds: that is what settings hold. */
function parseInterval(value: string): number {
  const seconds = parseSeconds(value);
  if (!Number.isInteger(seconds)) throw new InvalidArgumentError("Use whole seconds, or 30m, or 2h.");
  if (seconds !== 0 && seconds < HEARTBEAT_INTERVAL_MIN_S)
    throw new InvalidArgumentError(`Use 0 for never, or at least ${HEARTBEAT_INTERVAL_MIN_S} seconds.`);
  return seconds;
}
