/** `retry`, `fork`, `compare`: run earlier work again, and see what differs. */
import type { ComparedRun, RunComparison } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { paint, type Text } from "../output/styled.js";
import { duration, usageWords } from "../view/format.js";
import { table } from "../view/table.js";
import { parseWhole } from "./parse-whole.js";

const RUN = "id of the run (see `tinyagi runs`)";
const KEY = "repeat the command safely: the same key runs the work once";

export function registerRerun(program: Command, context: CliContext): void {
  program
    .command("retry")
    .argument("<run>", RUN)
    .option(
      "--from <agent>",
      "run only this sub-agent and what depends on it, such as root/check (see `tinyagi graph`); root runs all that failed",
    )
    .option("--key <key>", KEY)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi retry run_abc123def456\n  tinyagi retry run_abc123def456 --from root/check\n  tinyagi queue retry 12   (a message that failed permanently)\n",
    )
    .action((id: string, options: RetryOptions) => retry(context, id, options));
  program
    .command("fork")
    .argument("<run>", RUN)
    .argument("[text...]", "text that replaces the message; without it the same text runs again")
    .option(
      "--node <agent>",
      "give the text to this sub-agent, such as root/check; the results that do not depend on it are kept",
    )
    .option(
      "--generation <n>",
      "keep the plans of the graph up to this generation, with their results",
      parseWhole,
    )
    .option("--key <key>", KEY)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi fork run_abc123def456 write it in French\n  tinyagi fork run_abc123def456 --node root/check check the prices, too\n  tinyagi fork run_abc123def456 --generation 1\n",
    )
    .action((id: string, words: string[], options: ForkOptions) =>
      fork(context, id, { ...options, prompt: words.join(" ").trim() }),
    );
  program
    .command("compare")
    .argument("<a>", RUN)
    .argument("<b>", "id of the other run")
    .addHelpText("after", "\nExamples:\n  tinyagi compare run_abc123def456 run_xyz123def456 --json\n")
    .action((a: string, b: string) => compare(context, a, b));
}

interface RetryOptions {
  from?: string;
  key?: string;
}

interface ForkOptions {
  node?: string;
  generation?: number;
  key?: string;
}

async function retry(context: CliContext, id: string, { from, key }: RetryOptions): Promise<void> {
  const client = await context.connect();
  const body = { ...(from === undefined ? {} : { from }), ...(key === undefined ? {} : { key }) };
  tell(context, await client.call("retryRun", { params: { id }, body, signal: context.signal }));
}

async function fork(
  context: CliContext,
  id: string,
  { prompt, node, generation, key }: ForkOptions & { prompt: string },
): Promise<void> {
  const client = await context.connect();
  const body = {
    ...(prompt === "" ? {} : { prompt }),
    ...(node === undefined ? {} : { node }),
    ...(generation === undefined ? {} : { generation }),
    ...(key === undefined ? {} : { key }),
  };
  tell(context, await client.call("forkRun", { params: { id }, body, signal: context.signal }));
}

function tell({ output }: CliContext, answer: { conversationId: string }): void {
  output.data(answer, () => [
    `runs again in ${answer.conversationId}`,
    `see it: tinyagi conversation show ${answer.conversationId}`,
  ]);
}

async function compare(context: CliContext, a: string, b: string): Promise<void> {
  const client = await context.connect();
  const result = await client.call("compareRuns", { query: { a, b }, signal: context.signal });
  context.output.data(result, (columns) => linesOf(result, columns));
  if (result.truncated)
    context.output.talk("A trace is incomplete: it has too many spans, or events were deleted.");
}

function linesOf(result: RunComparison, columns: number): Text[] {
  const { a, b, steps, sameStructure, sameOutput } = result;
  return [
    paint(
      "bold",
      `${sameStructure ? "the same agents ran" : "different agents ran"}, ${sameOutput ? "with the same answer" : "with different answers"}`,
    ),
    ...table(
      ["STEP", "A", "B"],
      [
        ...steps.map((step) => [step.path, factsOf(step.a), factsOf(step.b)]),
        ["total", factsOf(a), factsOf(b)],
      ],
      columns,
    ),
    ...(sameOutput ? [] : ["", `A: ${shown(a.output)}`, `B: ${shown(b.output)}`]),
  ];
}

function factsOf(run: ComparedRun | null): string {
  if (run === null) return "did not run";
  const took = run.durationMs === null ? "" : duration(run.durationMs);
  const tools = run.toolCalls === 0 ? "" : `${run.toolCalls} tool calls`;
  return [run.status, took, usageWords(run.usage), tools].filter((part) => part !== "").join(", ");
}

function shown(output: string | null): string {
  return output === null ? "(no answer)" : cleanLine(output).slice(0, 300);
}
