/**
 * The first run at a terminal: what is on this machine, which team, a first message, its answer. The daemon decides what
 * is found and suggested, as it does for the browser. Each step can be skipped and is complete in itself: whoever leaves
 * in between keeps the steps that are done, and the next `tinyagi` asks again.
 */
import type { Client } from "@tinyagi/client";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { askOne, askText } from "../../prompt/ask.js";
import { readyLine } from "../team/starter-teams.js";
import { askDailyBudget } from "./daily-budget.js";
import { chooseProvider, type Setup } from "./onboarding-provider.js";

const SKIP = "";
const OWN = "own agent";
const DEFAULT_MESSAGE = "What can you do for me? Answer in three lines.";

/** @throws CliError 130 when the person cancels */
export async function onboard(context: CliContext): Promise<void> {
  try {
    await steps(context);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "CANCELLED") throw error;
    throw new CliError("CANCELLED", "You left the set-up; the steps before are done, the others are not.", {
      exitCode: EXIT.interrupted,
      hint: "Continue: tinyagi setup; stop the daemon: tinyagi stop",
    });
  }
}

async function steps(context: CliContext): Promise<void> {
  const { output } = context;
  const client = await context.connect();
  output.talk("");
  output.talk(paint("bold", "Set up TinyAGI"));
  output.talk("Three steps to a first answer.");
  output.talk("You can skip each step, and Ctrl-C leaves.");
  output.talk("");
  const { setup, provider } = await chooseProvider(context, client);
  const to = await teamStep(context, client, { setup, provider });
  await askDailyBudget(context, client);
  await messageStep(context, { setup, to });
  output.talk("");
  output.talk(paint("bold", "What next"));
  const isNarrow = (output.live?.columns() ?? Number.POSITIVE_INFINITY) < NARROW;
  for (const [command, meaning] of NEXT) {
    const words = paint("cyan", isNarrow ? command : command.padEnd(NEXT_WIDTH));
    output.talk(isNarrow ? styled`  ${words}` : styled`  ${words}  ${meaning}`);
    if (isNarrow) output.talk(`    ${meaning}`);
  }
}

const NEXT: readonly (readonly [command: string, meaning: string])[] = [
  ["tinyagi office", "see and lead your team in the browser"],
  ["tinyagi run '<message>'", "send another message"],
  ["tinyagi channel setup telegram", "write to your team from your phone"],
  ["tinyagi service install", "keep TinyAGI running"],
];
/** Columns below which the meaning of a command gets a line of its own. */
const NARROW = 72;
const NEXT_WIDTH = Math.max(...NEXT.map(([command]) => command.length));

/** @returns the team or agent that receives the first message; undefined for the default agent */
async function teamStep(
  context: CliContext,
  client: Client,
  { setup, provider }: { setup: Setup; provider: string },
): Promise<string | undefined> {
  const suggested = provider === "demo" && setup.team === null ? "demo" : setup.suggested.team;
  const chosen = await askOne(
    context,
    { message: "2/3  Who do you need?", flag: "--template <name>" },
    {
      options: [
        ...setup.teams.map(({ id, name, summary, agents }) => ({
          value: id,
          label: name,
          hint: `${summary}: ${agents.map((agent) => agent.name).join(", ")}`,
        })),
        { value: OWN, label: "One agent of your own", hint: "answer a few questions about it" },
        { value: SKIP, label: "Skip", hint: "change nothing" },
      ],
      initial: suggested,
    },
  );
  if (chosen === SKIP) return setup.team ?? undefined;
  if (chosen === OWN) {
    const { setUpAgent } = await import("./setup-agent.js");
    return setUpAgent(context, { default: true, ...(provider === "" ? {} : { provider }) });
  }
  const team = setup.teams.find(({ id }) => id === chosen)?.id ?? setup.suggested.team;
  const body = { team, ...(provider === "" ? {} : { provider }) };
  const made = await client.call("setUpTeam", { body, signal: context.signal });
  context.output.talk(readyLine(made));
  return made.team;
}

async function messageStep(
  context: CliContext,
  { setup, to }: { setup: Setup; to: string | undefined },
): Promise<void> {
  const starter = setup.teams.find(({ id }) => to?.startsWith(id));
  const text = await askText(
    context,
    {
      message: `3/3  Your first message${to === undefined ? "" : ` to @${to}`} (empty: skip)`,
      flag: "--message <text>",
    },
    { initial: starter?.firstMessage ?? DEFAULT_MESSAGE },
  );
  if (text.trim() === "") return;
  const { converse } = await import("../conversation/converse.js");
  const body = { message: text.trim(), channel: "cli", sender: "cli" };
  await converse(context, to === undefined ? body : { ...body, agent: to }, { show: true });
  if (context.exitCode === EXIT.ok) return;
  context.output.talk("The message was not answered. Find out why: tinyagi provider test");
}
