/** `channels.slack` of the settings, as the adapter reads it. */
import { AppError, withoutEnd } from "@tinyagi/contracts";
import { z } from "zod";

const schema = z.looseObject({
  bot_token: z.string().regex(/^xoxb-[\w-]{10,}$/),
  app_token: z.string().regex(/^xapp-[\w-]{10,}$/),
  api_root: z.url({ protocol: /^https?$/ }).default("https://slack.com/api"),
});

/** Where Slack serves the files of messages, and takes uploads. */
const FILE_ORIGIN = "https://files.slack.com";

export interface SlackSettings {
  readonly token: string;
  /** Opens the socket; it can do nothing else. */
  readonly appToken: string;
  /** With a slash at its end. */
  readonly apiRoot: string;
  /** The only origins to which the token goes for files. */
  readonly fileOrigins: ReadonlySet<string>;
}

/** @throws AppError `INVALID_INPUT` */
export function slackSettings(settings: unknown): SlackSettings {
  const parsed = schema.safeParse(settings);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join("."));
    throw new AppError(
      "INVALID_INPUT",
      `channels.slack cannot be used: check ${names.join(" and ")}. On https://api.slack.com/apps, the bot token (xoxb-…) is under OAuth & Permissions, and the app token (xapp-…) under Basic Information.`,
    );
  }
  const { bot_token: token, app_token: appToken, api_root } = parsed.data;
  const origin = new URL(api_root).origin;
  return {
    token,
    appToken,
    apiRoot: `${withoutEnd(api_root, "/")}/`,
    fileOrigins: new Set([FILE_ORIGIN, ...(origin === "https://slack.com" ? [] : [origin])]),
  };
}
