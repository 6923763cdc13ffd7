/** What Discord writes as ids, as people see it: mentions, roles, channels, custom emoji, commands, times. Pure. */
import type { APIMessage, APIUser } from "@discordjs/core/http-only";
import { mentionName } from "../inbound/mention-name.js";
import type { Names } from "./names.js";

/** One mark; its parts are bounded, as ids and names of Discord are. */
const MARK =
  /<(?:@!?(\d{1,25})|@&(\d{1,25})|#(\d{1,25})|a?:(\w{1,64}):\d{1,25}|\/([^:>\n]{1,110}):\d{1,25}|t:(-?\d{1,12})(?::[A-Za-z])?)>/g;

export interface MarkReader {
  /** The bot's own user id. */
  readonly botId: string;
  /** Roles that belong to this bot alone. */
  readonly botRoles: ReadonlySet<string>;
  readonly names: Pick<Names, "channel" | "role">;
}

/** The mention of the bot is left out. What nobody knows a name for stays a number, without marks. */
export function readableText(
  content: string,
  mentions: APIMessage["mentions"],
  { botId, botRoles, names }: MarkReader,
): string {
  return content
    .replace(
      MARK,
      (
        whole: string,
        user?: string,
        role?: string,
        channel?: string,
        emoji?: string,
        command?: string,
        time?: string,
      ) => {
        if (user !== undefined) return user === botId ? "" : mentionName(userName(user, mentions));
        if (role !== undefined)
          return botRoles.has(role) ? "" : mentionName(names.role(role) ?? `role ${role}`);
        if (channel !== undefined) return mentionName(names.channel(channel) ?? channel).replace("@", "#");
        if (emoji !== undefined) return `:${emoji}:`;
        if (command !== undefined) return `/${command}`;
        return isoTime(Number(time)) ?? whole;
      },
    )
    .trim();
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
