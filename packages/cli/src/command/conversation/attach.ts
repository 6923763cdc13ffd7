/** `attach`: waits again for a conversation that was left, until its reply. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { parseTimeout } from "../option.js";
import { attach } from "./converse.js";

const EXAMPLES = `
Ctrl-C leaves the conversation, which continues. Exit codes are those of \`tinyagi run\`.

Examples:
  tinyagi attach conv_abc123
  tinyagi attach run_abc123
  tinyagi attach @coder
`;

export function registerAttach(program: Command, context: CliContext): void {
  program
    .command("attach")
    .argument("<conversation>", "id of a conversation or a run, or @agent for its newest run")
    .option("--timeout <seconds>", "how long to wait for the answer", parseTimeout)
    .addHelpText("after", EXAMPLES)
    .action(async (ref: string, { timeout }: { timeout?: number }) =>
      attach(context, await conversationOf(context, ref), { timeout, show: true }),
    );
}

async function conversationOf(context: CliContext, ref: string): Promise<string> {
  if (!ref.startsWith("@") && !ref.startsWith("run_")) return ref;
  const client = await context.connect();
  const { signal } = context;
  if (!ref.startsWith("@"))
    return (await client.call("getRun", { params: { id: ref }, signal })).conversationId;
  const agent = ref.slice(1).toLowerCase();
  const [run] = await client.call("listRuns", { query: { agent, limit: 1 }, signal });
  if (run !== undefined) return run.conversationId;
  throw new CliError("NOT_FOUND", `@${agent} has no run.`, {
    hint: "List conversations: tinyagi conversation list",
  });
}
