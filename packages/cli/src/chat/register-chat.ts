/** `chat`: a conversation with an agent or a team in the terminal. */
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { usageError } from "../error/cli-error.js";

const EXCHANGES = 3;
const MOST = 50;

const TEXT = `
Enter sends, Alt-Enter begins a new line, Tab completes names and commands. What an agent asks is shown where you write,
and you decide there. Ctrl-C while an agent works ends the wait, not the work; at an empty line it leaves the chat.
Over a pipe, each line is one message.

Examples:
  tinyagi chat coder
  tinyagi chat dev --history 10
  printf 'hello\\nwhat is next?\\n' | tinyagi chat coder
`;

export function registerChat(program: Command, context: CliContext): void {
  program
    .command("chat")
    .argument("[agent]", "an agent or a team (default: your default agent)")
    .option("--history <n>", "show this many earlier exchanges first; 0 for none", parseHistory, EXCHANGES)
    .addHelpText("after", TEXT)
    .action(async (agent: string | undefined, options: { history: number }) => {
      if (context.output.json)
        throw usageError(
          "Chat is for people and prints no JSON.",
          "For programs: tinyagi run --json '@coder hello'",
        );
      const [{ chat }, { findPartner }] = await Promise.all([import("./chat.js"), import("./partner.js")]);
      return chat(context, await findPartner(context, agent), options);
    });
}

function parseHistory(value: string): number {
  const count = Number(value);
  if (/^[0-9]{1,2}$/.test(value) && count <= MOST) return count;
  throw usageError(`--history takes a number from 0 to ${MOST}`, "For example: --history 10");
}
