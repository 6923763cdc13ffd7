/** `replay`: the steps of a graph of sub-agents, from its checkpoints; nothing is run. */
import type { ReplayStep, RunReplay } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { duration, sayWhy } from "@tinyagi/views";
import { paint, type Text } from "@tinyagi/visualizer/text";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { table } from "../../view/table.js";
import { parseWhole } from "../parse-whole.js";

const LIMIT = 1_000;

interface ReplayOptions {
  after?: number;
  limit?: number;
}

export function registerReplay(program: Command, context: CliContext): void {
  program
    .command("replay")
    .argument("<run>", "id of the run, or of the run of a sub-agent (see `tinyagi runs`)")
    .option("--after <n>", "show the steps after this one", parseWhole)
    .option("--limit <n>", `show at most this many steps (1 to ${LIMIT})`, parseWhole)
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi replay run_abc123def456\n  tinyagi replay run_abc123def456 --after 1000 --json\n",
    )
    .action((id: string, options: ReplayOptions) => show(context, id, options));
}

async function show(
  context: CliContext,
  id: string,
  { after = 0, limit = LIMIT }: ReplayOptions,
): Promise<void> {
  const client = await context.connect();
  const { output, signal } = context;
  const replay = await client.call("runReplay", { params: { id }, query: { after, limit }, signal });
  output.data(replay, (columns) => toLines(replay, columns));
  if (replay.next !== null)
    output.talk(`${replay.total - replay.next} more steps: tinyagi replay ${id} --after ${replay.next}`);
}

function toLines({ graphId, status, steps, total }: RunReplay, columns: number): Text[] {
  const zero = steps.find(({ at }) => at !== null)?.at ?? 0;
  return [
    paint("bold", `${graphId}  ${status}  ${total} steps`),
    ...table(
      ["STEP", "TIME", "GEN", "WHAT", "NODE"],
      steps.map((step) => [
        String(step.seq),
        step.at === null ? "" : duration(step.at - zero),
        String(step.generation),
        step.type,
        cleanLine(describeStep(step)),
      ]),
      columns,
    ),
  ];
}

function describeStep({ node, added, ...end }: ReplayStep): string {
  const grown = added.length === 0 ? "" : `+ ${added.join(", ")}`;
  return [node ?? "", grown, sayWhy(end) ?? ""].filter((part) => part !== "").join(": ");
}
