/**
 * Who may write to a bot of OpenClaw.
 *
 * Formats as published: https://docs.openclaw.ai/channels/pairing (approved senders in the database, before 2026.6 in
 * `credentials/<channel>[-<account>]-allowFrom.json`) and https://docs.openclaw.ai/channels/access-groups
 * (`accessGroup:<name>` in a list means the members of a group, by channel).
 */
import { parseJson5 } from "./json5.js";
import { type Record_, recordOf, textsOf } from "./outside-value.js";
import type { PlanWriter } from "./plan-writer.js";
import type { SourceFolder } from "./source-folder.js";

const PREFIX = /^(?:telegram|tg|discord|slack|whatsapp|user):/i;
const GROUP = "accessGroup:";
const ACCOUNTS_MAX = 50;

export interface Allowed {
  channel: string;
  value: Record_;
  /** `accessGroups` of the settings. */
  groups: Record_;
  /** Of the database. */
  approved: readonly { channel: string; entry: string }[];
}

export async function readAllowed(source: SourceFolder, plan: PlanWriter, allowed: Allowed): Promise<void> {
  const { channel, value, approved } = allowed;
  const accounts = Object.values(recordOf(value.accounts)).slice(0, ACCOUNTS_MAX).map(recordOf);
  const lists = [value, ...accounts].flatMap((one) => [one.allowFrom, recordOf(one.dm).allowFrom]);
  lists.push(approved.filter((one) => one.channel === channel).map(({ entry }) => entry));
  for (const file of await source.names("credentials")) {
    if (!file.startsWith(`${channel}-`) || !file.endsWith("allowFrom.json")) continue;
    const text = await source.text(`credentials/${file}`);
    const stored = text === undefined ? undefined : recordOf(parseJson5(text)).allowFrom;
    if (text !== undefined && !Array.isArray(stored)) source.left(`credentials/${file}`, "damaged");
    lists.push(stored);
  }
  for (const entry of lists.flatMap(textsOf).flatMap((one) => members(source, allowed, one)))
    takeSender(source, plan, { channel, entry });
}

/** The members of a group, or the entry itself. */
function members(source: SourceFolder, { channel, groups }: Allowed, entry: string): string[] {
  if (!entry.startsWith(GROUP)) return [entry];
  const name = entry.slice(GROUP.length).trim();
  const found = Object.hasOwn(groups, name) ? recordOf(recordOf(groups[name]).members) : undefined;
  if (found === undefined) {
    source.left(`channels.${channel}.allowFrom: ${entry.slice(0, 60)}`, "missing");
    return [];
  }
  return [...textsOf(found["*"]), ...textsOf(found[channel])];
}

function takeSender(
  source: SourceFolder,
  plan: PlanWriter,
  { channel, entry }: { channel: string; entry: string },
): void {
  const senderId = entry.replace(PREFIX, "").trim();
  const shown = `channels.${channel}.allowFrom`;
  if (senderId === "*") source.left(shown, "everyone");
  else if (!isSender(channel, senderId)) source.left(`${shown}: ${entry.slice(0, 60)}`, "odd-name");
  else plan.sender({ channel, senderId: toSender(channel, senderId) });
}

function isSender(channel: string, id: string): boolean {
  if (channel === "telegram" || channel === "discord") return /^\d{1,25}$/.test(id);
  if (channel === "slack") return /^[UW][A-Z0-9]{1,20}$/.test(id);
  return /^\+?\d{5,20}$/.test(id);
}

function toSender(channel: string, id: string): string {
  return channel === "whatsapp" ? `${id.replace(/^\+/, "")}@s.whatsapp.net` : id;
}
