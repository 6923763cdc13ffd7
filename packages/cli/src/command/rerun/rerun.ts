/** `retry`, `fork`, `compare`: run earlier work again, and see what differs. */
import type { ComparedNode, ComparedRun, RunComparison } from "@tinyagi/contracts";
import { cleanLine, cleanText } from "@tinyagi/contracts/clean-text";
import { duration, usageWords } from "@tinyagi/views";
import { paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { oneText, readTextInput } from "../../control/given-text.js";
import { foldedLines } from "../../view/folded.js";
import { table } from "../../view/table.js";
import { parseWhole } from "../parse-whole.js";

const RUN = "id of the run (see `tinyagi runs`)";
const CONTEXT_LINES = 2;
/** Results shown as a difference. */
const DIFFS_MAX = 20;
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
    .argument(
      "[text...]",
      "text that replaces the message; without it the same text runs again; a pipe is sent with a text",
    )
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
    .action(async (id: string, words: string[], options: ForkOptions) => {
      // Without a text the command reads no stdin: it repeats the message of the run.
      const prompt = words.length === 0 ? "" : oneText(await readTextInput(context, words)).trim();
      await fork(context, id, { ...options, prompt });
    });
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
  const { createTwoFilesPatch } = await import("diff");
  const patchOf: PatchOf = (left, right) =>
    createTwoFilesPatch("A", "B", left, right, "", "", { context: CONTEXT_LINES });
  context.output.data(result, (columns) => [
    ...toLines(result, columns),
    ...setupLines(result.steps, columns),
    ...answerLines(result, columns),
    ...nodeLines(result.nodes, { columns, patchOf }),
  ]);
  if (result.truncated)
    context.output.talk("A trace is incomplete: it has too many spans, or events were deleted.");
}

function toLines(result: RunComparison, columns: number): Text[] {
  const { a, b, steps, sameStructure, sameOutput } = result;
  return [
    ...foldedLines(
      `${sameStructure ? "the same agents ran" : "different agents ran"}, ${sameOutput ? "with the same answer" : "with different answers"}`,
      columns,
    ).map((line) => paint("bold", line)),
    ...table(
      ["STEP", "A", "B"],
      [
        ...steps.map((step) => [step.path, factsOf(step.a), factsOf(step.b)]),
        ["total", factsOf(a), factsOf(b)],
      ],
      columns,
    ),
  ];
}

/** With what each step worked, and whether that was the same. */
function setupLines(steps: RunComparison["steps"], columns: number): Text[] {
  const rows = steps.map(({ path, a, b, sameSetup }) => {
    const isInBoth = a !== null && b !== null;
    const mark = sameSetup === true ? "same" : sameSetup === false ? "differs" : "not known";
    return [path, getSetup(a), getSetup(b), isInBoth ? mark : ""];
  });
  return ["", ...table(["STEP", "A RAN WITH", "B RAN WITH", "SETUP"], rows, columns)];
}

/** `claude 2.1.197, ask`, as far as it is known. */
function getSetup(run: ComparedRun | null): string {
  // An older daemon does not name it.
  if (!run?.setup) return "";
  const { harness, harnessVersion, permissions } = run.setup;
  return [`${harness} ${harnessVersion ?? ""}`.trimEnd(), permissions]
    .filter((part) => part !== null)
    .join(", ");
}

function answerLines({ a, b, sameOutput }: RunComparison, columns: number): Text[] {
  if (sameOutput) return [];
  return [
    "",
    ...[`A: ${shown(a.output)}`, `B: ${shown(b.output)}`].flatMap((line) => foldedLines(line, columns)),
  ];
}

type PatchOf = (left: string, right: string) => string;

/** A line for each sub-agent, then what differs in the results of those that ended with another one. */
function nodeLines(
  nodes: RunComparison["nodes"],
  { columns, patchOf }: { columns: number; patchOf: PatchOf },
): Text[] {
  if (nodes.length === 0) return [];
  const rows = nodes.map(({ node, sameOutput, a, b }) => [
    cleanLine(node),
    nodeFacts(a),
    nodeFacts(b),
    sameOutput ? "same" : "differs",
  ]);
  const diffs = nodes
    .filter(({ sameOutput, a, b }) => !sameOutput && a !== null && b !== null)
    .slice(0, DIFFS_MAX)
    .flatMap(({ node, a, b }): Text[] => [
      "",
      paint("bold", cleanLine(node)),
      ...cleanText(patchOf(ending(a?.output), ending(b?.output)))
        .split("\n")
        .filter((line) => line !== "" && !/^(={3,}|--- A|\+\+\+ B)/.test(line)),
    ]);
  return ["", ...table(["SUB-AGENT", "A", "B", "RESULT"], rows, columns), ...diffs];
}

/** A text that ends without a line end would be reported as a difference of its own. */
function ending(output: string | null | undefined): string {
  return `${output ?? ""}\n`;
}

function nodeFacts(node: ComparedNode | null): string {
  if (node === null) return "not there";
  const took = node.durationMs === null ? "" : duration(node.durationMs);
  const shared = node.isShared ? "shared" : "";
  return [node.state, shared, took, usageWords(node.usage)].filter((part) => part !== "").join(", ");
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
