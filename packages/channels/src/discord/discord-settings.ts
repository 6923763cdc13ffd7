/** `channels.discord` of the settings, as the adapter reads it. */
import { AppError, withoutEnd } from "@tinyagi/contracts";
import { z } from "zod";
import { type Groups, groupsSchema } from "../inbound/group-policy.js";

const schema = z.looseObject({
  bot_token: z.string().regex(/^[\w-]{10,}\.[\w-]+\.[\w-]{10,}$/),
  api_root: z.url({ protocol: /^https?$/ }).optional(),
  groups: groupsSchema,
});

const API_ROOT = "https://discord.com/api";
/** Where Discord serves the files of messages. */
const FILE_ORIGINS = ["https://cdn.discordapp.com", "https://media.discordapp.net"] as const;

export interface DiscordSettings {
  readonly token: string;
  /** Without a version, and without a slash at its end. */
  readonly apiRoot: string;
  /** The only origins from which files are downloaded. */
  readonly fileOrigins: ReadonlySet<string>;
  /** Servers, channels and threads in which the bot answers, by id. */
  readonly groups: Groups;
}

/** @throws AppError `INVALID_INPUT` */
export function discordSettings(settings: unknown): DiscordSettings {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join("."));
    throw new AppError(
      "INVALID_INPUT",
      `channels.discord cannot be used: check ${names.join(" and ")}. The bot token is on the Bot page of https://discord.com/developers/applications; it has two dots, and is not the client secret.`,
    );
  }
  const { bot_token: token, api_root: root, groups } = parsed.data;
  const origins = root === undefined ? FILE_ORIGINS : [...FILE_ORIGINS, new URL(root).origin];
  return {
    token,
    apiRoot: withoutEnd(root ?? API_ROOT, "/"),
    fileOrigins: new Set(origins),
    groups,
  };
}
