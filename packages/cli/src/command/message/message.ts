/** `send` and `run`: a message to an agent or a team. */
import {
  type BudgetAmounts,
  EFFORTS,
  type Effort,
  type SendMessageBody,
  WHEN_BUSY,
  type WhenBusy,
} from "@tinyagi/contracts";
import { type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { oneText, readTextInput } from "../../control/given-text.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { parseBudget } from "../budget/budget.js";
import { converse, followHint } from "../conversation/converse.js";
import { storeFiles } from "../file/stored-files.js";
import { collect, parseTimeout } from "../option.js";
import { refuseId } from "./meant-id.js";

/** The server takes no more. */
const TEXT_LIMIT = 4 * 1_024 * 1_024;
const TEXT_HELP = "the text; a pipe is sent with it, - waits for one; put text that begins with - after --";
const JOIN_MODES = ["reply", "leader", "stream"] as const;

interface MessageOptions {
  agent?: string;
  messageId?: string;
  sender: string;
  file?: string[];
  budget?: BudgetAmounts;
  model?: string;
  effort?: Effort;
  join?: (typeof JOIN_MODES)[number];
  whenBusy?: WhenBusy;
  wait?: boolean;
  timeout?: number;
}

export function registerMessage(program: Command, context: CliContext): void {
  const common = (command: Command): Command =>
    command
      .argument("[message...]", TEXT_HELP)
      .option(
        "-a, --agent <id>",
        "the agent or team to send it to (default: the @id in the text, else the default agent)",
      )
      .option("--message-id <id>", "your own id; TinyAGI accepts each id only once")
      .option("--sender <name>", "name of the sender", "cli")
      .addOption(
        new Option("--join <mode>", "how to combine the answers of several agents").choices(JOIN_MODES),
      )
      .addOption(
        new Option("--when-busy <mode>", "what to do while the agent is busy (default: its setting)").choices(
          WHEN_BUSY,
        ),
      )
      .option("--file <path>", "a file to send with it; repeat for more", collect)
      .option("--budget <amounts>", "how much the conversation may use, e.g. usd=2,minutes=10", parseBudget)
      .option("--model <name>", "the model for this message alone, by its name or a short one")
      .addOption(
        new Option("--effort <level>", "how much the model thinks about this message").choices(EFFORTS),
      )
      .option("--timeout <seconds>", "how long to wait for the answer", parseTimeout);
  common(program.command("send"))
    .option("-w, --wait", "wait for the answer and print it")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi send '@coder fix the login page'\n  tinyagi send --wait 'What is left to do?'\n  git diff | tinyagi send --agent reviewer 'Review this change'\n  tinyagi send --file menu.pdf '@coder check the prices'\n  tinyagi send --model opus --effort high '@coder find the race condition'\n",
    )
    .action((words: string[], options: MessageOptions) => send(context, words, options));
  common(program.command("run"))
    .addHelpText(
      "after",
      "\nExit codes: 0 if the message was answered, 1 if an agent failed or a limit stopped it.\n\nExamples:\n  tinyagi run '@dev plan the release'\n  git log --oneline | tinyagi run '@writer write release notes'\n  tinyagi run --json --timeout 10m 'Summarise the open tasks' > answer.json\n",
    )
    .action(async (words: string[], options: MessageOptions) => {
      const body = await toBody(context, words, options);
      await converse(context, body, { timeout: options.timeout, show: true });
    });
}

async function send(context: CliContext, words: string[], options: MessageOptions): Promise<void> {
  if (options.timeout !== undefined && options.wait !== true) {
    throw usageError("--timeout needs --wait.");
  }
  const body = await toBody(context, words, options);
  if (options.wait === true) {
    await converse(context, body, { timeout: options.timeout, show: false });
    return;
  }
  const client = await context.connect();
  const accepted = await client.call("sendMessage", { body, signal: context.signal });
  const { reply } = accepted;
  if (reply !== undefined) {
    // A command or a name alone: TinyAGI has already answered, and no agent will.
    context.output.data(accepted, () => reply.split("\n"));
    return;
  }
  context.output.data(accepted, () => [
    `Accepted: ${accepted.messageId} for ${formatAgents(accepted.agents)}`,
  ]);
  context.output.talk(followHint(accepted.conversationId));
}

function formatAgents(agents: readonly string[]): string {
  return agents.length === 0 ? "no agent" : agents.map((agent) => `@${agent}`).join(", ");
}

async function toBody(
  context: CliContext,
  words: string[],
  options: MessageOptions,
): Promise<SendMessageBody> {
  const given = await readTextInput(context, words);
  if (words.length === 0 && given.piped === undefined)
    throw usageError("Missing required argument 'message'.", "For example: tinyagi run '@agent text'");
  if (options.agent === undefined && given.piped === undefined) refuseId(given.words);
  const message = oneText(given);
  if (message.trim() === "") {
    throw new CliError("INVALID_INPUT", "The message is empty.", {
      hint: "Give a text, e.g. tinyagi send '@agent text'",
    });
  }
  if (message.length > TEXT_LIMIT) throw tooLong();
  const files = await storeFiles(context, options.file ?? []);
  return {
    message: [message, ...files].join("\n"),
    channel: "cli",
    sender: options.sender,
    ...(options.agent === undefined ? {} : { agent: options.agent.replace(/^@/, "") }),
    ...(options.messageId === undefined ? {} : { messageId: options.messageId }),
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.effort === undefined ? {} : { effort: options.effort }),
    ...(options.join === undefined ? {} : { join: options.join }),
    ...(options.whenBusy === undefined ? {} : { whenBusy: options.whenBusy }),
  };
}

function tooLong(): CliError {
  return new CliError("PAYLOAD_TOO_LARGE", "The message is longer than 4 MiB.", {
    hint: "Save the text in the workspace of the agent and send the name of the file",
  });
}
