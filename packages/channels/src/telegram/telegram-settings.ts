/** `channels.telegram` of the settings, as the adapter reads it. */
import { AppError, withoutEnd } from "@tinyagi/contracts";
import { z } from "zod";

const schema = z.looseObject({
  bot_token: z.string().regex(/^\d+:[\w-]{10,}$/),
  api_root: z.url({ protocol: /^https?$/ }).default("https://api.telegram.org"),
});

export interface TelegramSettings {
  readonly token: string;
  /** Without a slash at its end. */
  readonly apiRoot: string;
}

/** @throws AppError `INVALID_INPUT` */
export function telegramSettings(settings: unknown): TelegramSettings {
  const parsed = schema.safeParse(settings);
  if (parsed.success) {
    const { bot_token: token, api_root } = parsed.data;
    return { token, apiRoot: withoutEnd(api_root, "/") };
  }
  const names = parsed.error.issues.map(({ path }) => path.join("."));
  throw new AppError(
    "INVALID_INPUT",
    `channels.telegram cannot be used: check ${names.join(" and ")}. A bot token looks like 123456789:AA… and comes from @BotFather.`,
  );
}
