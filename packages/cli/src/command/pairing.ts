/** `pairing`: who may write from channels. */
import type { Client } from "@tinyagi/client";
import type { ApprovedSender, PendingSender, SenderRole } from "@tinyagi/contracts";
import { Argument, type Command, Option } from "commander";
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { askOne, canAsk } from "../prompt/ask.js";
import { duration, minute } from "../view/format.js";
import { table } from "../view/table.js";

const ROLES: readonly SenderRole[] = ["owner", "member"];
const EXAMPLES = `
A stranger who writes is given a code. Owners may restart, stop others' work, approve and deny; members may talk.
The first sender that is approved becomes owner, everybody after that member.

Examples:
  tinyagi pairing list
  tinyagi pairing pending
  tinyagi pairing approved
  tinyagi pairing approve K7QX2M9P
  tinyagi pairing dismiss K7QX2M9P
  tinyagi pairing allow telegram 123456789 --role owner
  tinyagi pairing role telegram 123456789 member
  tinyagi pairing unpair telegram 123456789
`;

export function registerPairing(program: Command, context: CliContext): void {
  const pairing = program
    .command("pairing")
    .description("who may write from Discord, Telegram and WhatsApp")
    .addHelpText("after", EXAMPLES);
  registerLists(pairing, context);
  registerDecisions(pairing, context);
}

function registerLists(pairing: Command, context: CliContext): void {
  pairing
    .command("list", { isDefault: true })
    .alias("ls")
    .description("senders that wait and senders that are approved")
    .action(() => list(context, ["pending", "approved"]));
  pairing
    .command("pending")
    .description("senders that wait, with their codes")
    .action(() => list(context, ["pending"]));
  pairing
    .command("approved")
    .description("senders that may write")
    .action(() => list(context, ["approved"]));
}

function registerDecisions(pairing: Command, context: CliContext): void {
  pairing
    .command("approve")
    .argument("[code]", "the code the sender was given; asked for when left out")
    .addOption(new Option("--role <role>", "what the sender becomes").choices(ROLES))
    .description("let a sender in")
    .action((code: string | undefined, options: { role?: SenderRole }) =>
      approve(context, code, options.role),
    );
  pairing
    .command("allow")
    .argument("<channel>", "such as telegram")
    .argument("<senderId>", "the platform's id of the person")
    .addOption(new Option("--role <role>", "what the sender becomes").choices(ROLES))
    .option("--name <name>", "shown until the first message tells the name")
    .description("let a sender in before the first message")
    .action((channel: string, senderId: string, options: { role?: SenderRole; name?: string }) =>
      allow(context, { channel, senderId }, options),
    );
  pairing
    .command("role")
    .argument("<channel>")
    .argument("<senderId>")
    .addArgument(new Argument("<role>", "owner or member").choices(ROLES))
    .description("make a sender owner or member")
    .action((channel: string, senderId: string, role: SenderRole) =>
      setRole(context, { channel, senderId, role }),
    );
  pairing
    .command("unpair")
    .alias("revoke")
    .argument("<channel>")
    .argument("<senderId>")
    .description("take an approval back")
    .action((channel: string, senderId: string) => unpair(context, { channel, senderId }));
  pairing
    .command("dismiss")
    .alias("deny")
    .argument("<code>", "the code the sender was given")
    .description("turn a waiting sender away for a day")
    .action((code: string) => dismiss(context, code));
}

async function list(context: CliContext, parts: readonly ("pending" | "approved")[]): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listPairings", { signal: context.signal });
  const [only, ...more] = parts;
  const shown = only !== undefined && more.length === 0 ? body[only] : body;
  context.output.data(shown, (columns) => [
    ...(parts.includes("pending") ? pendingLines(context, body.pending, columns) : []),
    ...(parts.length > 1 ? [""] : []),
    ...(parts.includes("approved") ? approvedLines(body.approved, columns) : []),
  ]);
}

function pendingLines(context: CliContext, rows: readonly PendingSender[], columns: number): string[] {
  if (rows.length === 0)
    return ["nobody waits; a stranger who writes on a channel is given a code that shows here"];
  return table(
    ["CODE", "CHANNEL", "SENDER", "ID", "WAITS", "UNTIL"],
    rows.map((row) => [
      row.code,
      row.channel,
      row.sender,
      row.senderId,
      duration(context.now() - row.createdAt),
      minute(row.expiresAt),
    ]),
    columns,
  );
}

function approvedLines(rows: readonly ApprovedSender[], columns: number): string[] {
  if (rows.length === 0)
    return ["nobody is approved; let somebody in with: tinyagi pairing allow <channel> <senderId>"];
  return table(
    ["CHANNEL", "SENDER", "ID", "ROLE", "SINCE"],
    rows.map((row) => [row.channel, row.sender, row.senderId, row.role, minute(row.approvedAt)]),
    columns,
  );
}

async function approve(
  context: CliContext,
  given: string | undefined,
  role: SenderRole | undefined,
): Promise<void> {
  const client = await context.connect();
  const code = given ?? (await askForCode(context, client));
  const body = { code, ...(role === undefined ? {} : { role }) };
  const { entry } = await client.call("approvePairing", { body, signal: context.signal });
  context.output.data(entry, () => [approvedLine(entry)]);
}

async function askForCode(context: CliContext, client: Client): Promise<string> {
  if (!canAsk(context))
    throw usageError("the code is missing", "see who waits with: tinyagi pairing pending");
  const { pending } = await client.call("listPairings", { signal: context.signal });
  if (pending.length === 0)
    throw new CliError("NOT_FOUND", "nobody waits for an approval", {
      hint: "let somebody in before the first message: tinyagi pairing allow <channel> <senderId>",
    });
  return askOne(
    context,
    { message: "Who is let in?", flag: "the code" },
    {
      options: pending.map((one) => ({
        value: one.code,
        label: `${one.sender} (${one.senderId}) on ${one.channel}`,
        hint: one.code,
      })),
    },
  );
}

async function allow(
  context: CliContext,
  key: { channel: string; senderId: string },
  options: { role?: SenderRole; name?: string },
): Promise<void> {
  const client = await context.connect();
  const { entry } = await client.call("allowSender", {
    body: {
      ...key,
      ...(options.role === undefined ? {} : { role: options.role }),
      ...(options.name === undefined ? {} : { sender: options.name }),
    },
    signal: context.signal,
  });
  context.output.data(entry, () => [approvedLine(entry)]);
}

async function setRole(
  context: CliContext,
  body: { channel: string; senderId: string; role: SenderRole },
): Promise<void> {
  const client = await context.connect();
  const { entry } = await client.call("setSenderRole", { body, signal: context.signal });
  context.output.data(entry, () => [`${entry.sender} on ${entry.channel} is ${entry.role} now`]);
}

async function unpair(context: CliContext, params: { channel: string; senderId: string }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("revokePairing", { params, signal: context.signal });
  context.output.data(body, () => [`Unpaired: ${params.senderId} on ${params.channel}`]);
}

async function dismiss(context: CliContext, code: string): Promise<void> {
  const client = await context.connect();
  const params = { code: code.trim().toUpperCase() };
  const body = await client.call("dismissPairing", { params, signal: context.signal });
  context.output.data(body, () => ["Turned away; that sender is not heard for a day."]);
}

function approvedLine(entry: ApprovedSender): string {
  const why = entry.role === "owner" ? ": may restart, stop others' work, approve and deny" : "";
  return `Approved: ${entry.sender} (${entry.senderId}) on ${entry.channel} as ${entry.role}${why}`;
}
