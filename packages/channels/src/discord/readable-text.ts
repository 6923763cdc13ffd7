/** What Discord writes as ids, as people see it: mentions, roles, channels, custom emoji, commands, times. Pure. */
import type { APIMessage, APIUser } from "@discordjs/core/http-only";
import { mentionName } from "../inbound/mention-name.js";
import type { Names } from "./names.js";

/** One mark, and what it is: none contains another. */
const MARK = /<([^<>\n]{1,160})>/g;
const USER = /^@!?(\d+)$/;
const ROLE = /^@&(\d+)$/;
const CHANNEL = /^#(\d+)$/;
const EMOJI = /^a?:(\w+):\d+$/;
const COMMAND = /^\/([^:]+):\d+$/;
const TIME = /^t:(-?\d{1,12})(?::[A-Za-z])?$/;

export interface MarkReader {
  /** The bot's own user id. */
  readonly botId: string;
  /** Roles that belong to this bot alone. */
  readonly botRoles: ReadonlySet<string>;
  readonly names: Pick<Names, "channel" | "role">;
}

/** The mention of the bot is left out. What nobody knows a name for stays a number, without marks. */
export function readableText(content: string, mentions: APIMessage["mentions"], reader: MarkReader): string {
  return content.replace(MARK, (whole, mark: string) => shownMark(mark, mentions, reader) ?? whole).trim();
}

/** @returns undefined for what is no mark of Discord */
function shownMark(
  mark: string,
  mentions: APIMessage["mentions"],
  { botId, botRoles, names }: MarkReader,
): string | undefined {
  const user = USER.exec(mark)?.[1];
  if (user !== undefined) return user === botId ? "" : mentionName(userName(user, mentions));
  const role = ROLE.exec(mark)?.[1];
  if (role !== undefined) return botRoles.has(role) ? "" : mentionName(names.role(role) ?? `role ${role}`);
  const channel = CHANNEL.exec(mark)?.[1];
  if (channel !== undefined) return mentionName(names.channel(channel) ?? channel).replace("@", "#");
  const emoji = EMOJI.exec(mark)?.[1];
  if (emoji !== undefined) return `:${emoji}:`;
  const command = COMMAND.exec(mark)?.[1];
  if (command !== undefined) return `/${command}`;
  const time = TIME.exec(mark)?.[1];
  return time === undefined ? undefined : isoTime(Number(time));
}

/** As Discord shows a person: the name in the server, else the chosen one, else the account's. */
export function shownName(
  { username, global_name: shown }: Pick<APIUser, "username" | "global_name">,
  nick?: string | null,
): string {
  return nick ?? shown ?? username;
}

function userName(id: string, mentions: APIMessage["mentions"]): string {
  const user = mentions.find((one) => one.id === id);
  if (user === undefined) return `user ${id}`;
  // The gateway adds how the server names the person; the history does not.
  const { member } = user as { member?: { nick?: string | null } };
  return shownName(user, member?.nick);
}

function isoTime(seconds: number): string | undefined {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
