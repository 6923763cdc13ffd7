/** `digest`: one report a day in the owner's chat, and what it would say now. */

import { digestText } from "@tinyagi/views";
import { type Command, InvalidArgumentError } from "commander";
import type { CliContext } from "../../context/context.js";
import { linesOfText } from "../../output/output.js";
import { chatText } from "../schedule/schedule-view.js";

const DEFAULT_AT = "18:00";
const EXAMPLES = `
Examples:
  tinyagi digest
  tinyagi digest on
  tinyagi digest on --at 07:30
  tinyagi digest send
  tinyagi digest off
`;

export function registerDigest(program: Command, context: CliContext): void {
  const digest = program.command("digest").addHelpText("after", EXAMPLES);
  digest
    .command("show", { isDefault: true })
    .description("show what a digest says now")
    .addHelpText("after", "\nExamples:\n  tinyagi digest show\n")
    .action(() => show(context));
  digest
    .command("on")
    .option("--at <time>", "hours and minutes on the machine's clock", parseTime, DEFAULT_AT)
    .option("--empty", "also on days on which nothing happened")
    .description("send a digest to the owner's chat each day")
    .action((options: { at: string; empty?: boolean }) => turnOn(context, options));
  digest
    .command("off")
    .description("send no digest")
    .action(() => turnOff(context));
  digest
    .command("send")
    .description("send a digest now")
    .action(() => send(context));
}

async function show(context: CliContext): Promise<void> {
  const client = await context.connect();
  const digest = await client.call("getDigest", { signal: context.signal });
  context.output.data(digest, () => linesOfText(digestText(digest)));
}

async function turnOn(
  context: CliContext,
  { at, empty = false }: { at: string; empty?: boolean },
): Promise<void> {
  const client = await context.connect();
  const { signal } = context;
  await client.call("changeSettings", {
    body: {
      changes: [
        { path: ["digest", "at"], value: at },
        { path: ["digest", "empty"], value: empty },
      ],
    },
    signal,
  });
  const { chat } = await client.call("getReportChat", { signal });
  context.output.data({ ok: true, at, empty, chat }, () => [
    `A digest is sent each day at ${at}: ${chatText(chat)}`,
  ]);
}

async function turnOff(context: CliContext): Promise<void> {
  const client = await context.connect();
  await client.call("changeSettings", {
    body: { changes: [{ path: ["digest", "at"] }] },
    signal: context.signal,
  });
  context.output.data({ ok: true, at: null }, () => ["No digest is sent."]);
}

async function send(context: CliContext): Promise<void> {
  const client = await context.connect();
  const answer = await client.call("sendDigest", { signal: context.signal });
  context.output.data(answer, () => [
    answer.channel === "web"
      ? "No owner can be reached in a chat: the digest is kept."
      : `Sent on ${answer.channel}.`,
  ]);
}

function parseTime(value: string): string {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value))
    throw new InvalidArgumentError("Use hours and minutes, such as 18:00.");
  return value;
}
