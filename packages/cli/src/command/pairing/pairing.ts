/** `pairing`: who may write to agents from chat channels. */
import type { Client } from "@tinyagi/client";
import { type ApprovedSender, type PendingSender, SENDER_ROLES, type SenderRole } from "@tinyagi/contracts";
import { duration, minute } from "@tinyagi/views";
import { Argument, type Command, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { askOne, canAsk } from "../../prompt/ask.js";
import { table } from "../../view/table.js";

const EXAMPLES = `
A stranger who writes to a channel gets a code. You approve the code here. Owners may restart the daemon, stop the work
of others, approve and deny. Members may write to agents that do not run without restrictions (bypass). Guests may write
to the default agent, or to those that the setting roles.guest.agents names. The first approved sender becomes owner, later ones members.
Link the senders of one person, so that a conversation on one platform continues on another. Roles stay as they are.

Examples:
  tinyagi pairing list
  tinyagi pairing pending
  tinyagi pairing approved
  tinyagi pairing approve K7QX2M9P
  tinyagi pairing dismiss K7QX2M9P
  tinyagi pairing allow telegram 123456789 --role owner
  tinyagi pairing role telegram 123456789 member
  tinyagi pairing link telegram 123456789 discord 80351110224678912
  tinyagi pairing unlink discord 80351110224678912
  tinyagi pairing unpair telegram 123456789
`;

export function registerPairing(program: Command, context: CliContext): void {
  const pairing = program.command("pairing").addHelpText("after", EXAMPLES);
  registerLists(pairing, context);
  registerDecisions(pairing, context);
  registerLinks(pairing, context);
}

function registerLists(pairing: Command, context: CliContext): void {
  pairing
    .command("list", { isDefault: true })
    .description("list pending and approved senders")
    .action(() => list(context, ["pending", "approved"]));
  pairing
    .command("pending")
    .description("list pending senders with their codes")
    .action(() => list(context, ["pending"]));
  pairing
    .command("approved")
    .description("list approved senders")
    .action(() => list(context, ["approved"]));
}

function registerDecisions(pairing: Command, context: CliContext): void {
  pairing
    .command("approve")
    .argument("[code]", "the code that the sender got; asks for it if you leave it out")
    .addOption(new Option("--role <role>", "role of the sender").choices(SENDER_ROLES))
    .description("approve a pending sender")
    .action((code: string | undefined, options: { role?: SenderRole }) =>
      approve(context, code, options.role),
    );
  pairing
    .command("allow")
    .argument("<channel>", "channel such as telegram")
    .argument("<senderId>", "id of the person on that platform")
    .addOption(new Option("--role <role>", "role of the sender").choices(SENDER_ROLES))
    .option("--name <name>", "name to show until the first message")
    .description("approve a sender before the first message")
    .action((channel: string, senderId: string, options: { role?: SenderRole; name?: string }) =>
      allow(context, { channel, senderId }, options),
    );
  pairing
    .command("role")
    .argument("<channel>")
    .argument("<senderId>")
    .addArgument(new Argument("<role>", "owner, member or guest").choices(SENDER_ROLES))
    .description("change the role of a sender")
    .action((channel: string, senderId: string, role: SenderRole) =>
      setRole(context, { channel, senderId, role }),
    );
  pairing
    .command("unpair")
    .alias("revoke")
    .argument("<channel>")
    .argument("<senderId>")
    .description("revoke the approval of a sender")
    .action((channel: string, senderId: string) => unpair(context, { channel, senderId }));
  pairing
    .command("dismiss")
    .alias("deny")
    .argument("<code>", "the code that the sender got")
    .description("reject a pending sender for a day")
    .action((code: string) => dismiss(context, code));
}

function registerLinks(pairing: Command, context: CliContext): void {
  pairing
    .command("link")
    .argument("<channel>", "channel of the sender whose sessions and default agent are kept")
    .argument("<senderId>", "id of the person on that platform")
    .argument("<otherChannel>", "channel on which the same person writes, too")
    .argument("<otherSenderId>", "id of the person there")
    .description("record that one person writes as two approved senders")
    .action((channel: string, senderId: string, otherChannel: string, otherSenderId: string) =>
      link(context, { channel, senderId }, { channel: otherChannel, senderId: otherSenderId }),
    );
  pairing
    .command("unlink")
    .argument("<channel>")
    .argument("<senderId>")
    .description("take a sender out of the person it is linked to")
    .action((channel: string, senderId: string) => unlink(context, { channel, senderId }));
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
    return ["No one is waiting. When a stranger writes on a channel, their code appears here."];
  return table(
    ["CODE", "CHANNEL", "SENDER", "ID", "WAITING", "EXPIRES"],
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
    return ["No one is approved. Approve a sender: tinyagi pairing allow <channel> <senderId>"];
  const hasLinks = rows.some(({ linkedTo }) => linkedTo !== undefined);
  return table(
    ["CHANNEL", "SENDER", "ID", "ROLE", "SINCE", ...(hasLinks ? ["LINKED TO"] : [])],
    rows.map((row) => [
      ...[row.channel, row.sender, row.senderId, row.role, minute(row.approvedAt)],
      ...(hasLinks ? [nameOf(row.linkedTo)] : []),
    ]),
    columns,
  );
}

function nameOf(key: ApprovedSender["linkedTo"]): string {
  return key === undefined ? "" : `${key.channel} ${key.senderId}`;
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
    throw usageError(
      "The code is missing.",
      "List pending senders with their codes: tinyagi pairing pending",
    );
  const { pending } = await client.call("listPairings", { signal: context.signal });
  if (pending.length === 0)
    throw new CliError("NOT_FOUND", "No sender is waiting for approval.", {
      hint: "Approve a sender before the first message: tinyagi pairing allow <channel> <senderId>",
    });
  return askOne(
    context,
    { message: "Which sender do you approve?", flag: "the code" },
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
  context.output.data(entry, () => [`${entry.sender} on ${entry.channel} is now ${entry.role}`]);
}

interface Key {
  channel: string;
  senderId: string;
}

async function link(context: CliContext, first: Key, added: Key): Promise<void> {
  const client = await context.connect();
  const { entry } = await client.call("linkSenders", {
    body: { ...added, linkTo: first },
    signal: context.signal,
  });
  context.output.data(entry, () => [
    `Linked: ${entry.sender} on ${entry.channel} is the same person as ${nameOf(entry.linkedTo)}`,
  ]);
}

async function unlink(context: CliContext, body: Key): Promise<void> {
  const client = await context.connect();
  const { entry } = await client.call("unlinkSender", { body, signal: context.signal });
  context.output.data(entry, () => [`Unlinked: ${entry.sender} on ${entry.channel}`]);
}

async function unpair(context: CliContext, params: { channel: string; senderId: string }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("revokePairing", { params, signal: context.signal });
  context.output.data(body, () => [`Revoked: ${params.senderId} on ${params.channel}`]);
}

async function dismiss(context: CliContext, code: string): Promise<void> {
  const client = await context.connect();
  const params = { code: code.trim().toUpperCase() };
  const body = await client.call("dismissPairing", { params, signal: context.signal });
  context.output.data(body, () => ["Rejected. TinyAGI ignores this sender for a day."]);
}

function approvedLine(entry: ApprovedSender): string {
  const why =
    entry.role === "owner" ? ": may restart the daemon, stop the work of others, approve and deny" : "";
  return `Approved: ${entry.sender} (${entry.senderId}) on ${entry.channel} as ${entry.role}${why}`;
}
