/** `heartbeat`: how often agents are asked whether there is work to do, and in which words. */
import type { CallArguments } from "@tinyagi/client";
import { HEARTBEAT_INTERVAL_MIN_S, type HeartbeatState } from "@tinyagi/contracts";
import { duration, stamp } from "@tinyagi/views";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { optionalText } from "../../control/given-text.js";
import { readText } from "../../control/read-text.js";
import { usageError } from "../../error/cli-error.js";
import { linesOfText } from "../../output/output.js";
import { facts, table } from "../../view/table.js";
import { followHint } from "../conversation/converse.js";
import { parseSeconds } from "../option.js";

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
  const heartbeat = program.command("heartbeat").addHelpText("after", EXAMPLES);
  heartbeat
    .command("list", { isDefault: true })
    .description("list the interval, the last and the next heartbeat of each agent")
    .action(() => list(context));
  heartbeat
    .command("show")
    .argument("<agent>")
    .description("show the heartbeat of an agent and its heartbeat.md")
    .action((id: string) => show(context, id));
  heartbeat
    .command("set")
    .argument("<agent>")
    .option(
      "--interval <duration>",
      "time between heartbeats: 90 (seconds), 30m or 2h; 0 turns it off",
      parseInterval,
    )
    .option("--default-interval", "use the interval of all agents (monitoring.heartbeat_interval)")
    .option("--on", "turn it on")
    .option("--enabled", "the same as --on")
    .option("--off", "turn it off")
    .option("--prompt <text>", "the question for the agent; - reads stdin")
    .option("--prompt-file <file>", "read the question from a file; - reads stdin")
    .description("change the heartbeat of an agent")
    .action((id: string, options: SetOptions) => set(context, id, options));
  heartbeat
    .command("run")
    .argument("<agent>")
    .description("send the heartbeat of an agent now")
    .action((id: string) => run(context, id));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listHeartbeats", { signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no agents yet; add one: tinyagi agent add <id> --provider demo"]
      : table(
          ["AGENT", "EVERY", "LAST", "NEXT", "FAILED", "NOTE"],
          rows.map((row) => [
            row.agent,
            row.enabled ? duration(row.interval * 1_000) : "off",
            row.lastSentAt === null ? "never" : stamp(row.lastSentAt),
            getNext(context, row),
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
      ["last", state?.lastSentAt == null ? "never" : stamp(state.lastSentAt)],
      ["next", state === undefined ? "" : getNext(context, state)],
      ["file", file.path],
    ]),
    "",
    ...(file.content.trim() === ""
      ? ["(no heartbeat.md: the agent gets a short default question)"]
      : linesOfText(file.content.trimEnd())),
  ]);
}

async function set(context: CliContext, id: string, options: SetOptions): Promise<void> {
  const body = await toBody(context, options);
  if (Object.keys(body).length === 0)
    throw usageError(
      "There is nothing to change.",
      "Give a value, e.g. tinyagi heartbeat set coder --interval 30m",
    );
  const client = await context.connect();
  const answer = await client.call("putHeartbeat", { params: { id }, body, signal: context.signal });
  context.output.data(answer, () => [`changed the heartbeat of @${id}`]);
  const [state] = (await client.call("listHeartbeats", { signal: context.signal })).filter(
    (row) => row.agent === id,
  );
  if (state !== undefined)
    context.output.talk(
      state.enabled
        ? `every ${duration(state.interval * 1_000)}, next ${getNext(context, state)}`
        : `off: ${state.reason ?? ""}`,
    );
}

async function run(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("runHeartbeat", { params: { id }, signal: context.signal });
  context.output.data(answer, () => [`Accepted: ${answer.messageId}`]);
  context.output.talk(followHint(answer.conversationId));
}

async function toBody(
  context: CliContext,
  options: SetOptions,
): Promise<CallArguments<"putHeartbeat">["body"]> {
  const isOn = options.on === true || options.enabled === true;
  if (isOn && options.off === true) throw usageError("Use --on or --off, not both.");
  if (options.interval !== undefined && options.defaultInterval === true)
    throw usageError("Use --interval or --default-interval, not both.");
  if (options.prompt !== undefined && options.promptFile !== undefined)
    throw usageError("Use --prompt or --prompt-file, not both.");
  const content =
    options.promptFile === undefined
      ? await toPrompt(context, options)
      : await readText(context, options.promptFile);
  return {
    ...(content === undefined ? {} : { content }),
    ...(isOn ? { enabled: true } : options.off === true ? { enabled: false } : {}),
    ...(options.defaultInterval === true ? { interval: null } : {}),
    ...(options.interval === undefined ? {} : { interval: options.interval }),
  };
}

async function toPrompt(context: CliContext, { prompt }: SetOptions): Promise<string | undefined> {
  return prompt === undefined ? undefined : optionalText(context, [prompt]);
}

function getNext(context: CliContext, row: HeartbeatState): string {
  if (!row.enabled) return "";
  if (row.nextDueAt === null) return "soon";
  return row.nextDueAt <= context.now() ? "when it is idle" : stamp(row.nextDueAt);
}

/** Whole seconds: that is what settings hold. */
function parseInterval(value: string): number {
  const seconds = parseSeconds(value);
  if (!Number.isInteger(seconds)) throw new InvalidArgumentError("Use whole seconds, 30m or 2h.");
  if (seconds !== 0 && seconds < HEARTBEAT_INTERVAL_MIN_S)
    throw new InvalidArgumentError(`Use 0 to turn it off, or at least ${HEARTBEAT_INTERVAL_MIN_S} seconds.`);
  return seconds;
}
