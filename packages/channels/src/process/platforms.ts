/** The platforms of this package, for whoever starts their processes. It loads none of them. */

import type { PlatformName } from "@tinyagi/contracts";

interface PlatformRow {
  /** The key in the channel's settings without which it cannot start. */
  readonly secret?: string;
  /** Other keys that are secrets. */
  readonly more?: readonly string[];
  /** A variable of the daemon's environment that counts instead of the setting, as in release 0.0.20. */
  readonly variable?: string;
  /** A variable of the daemon's environment that names another endpoint of the platform. */
  readonly endpoint?: string;
}

export const PLATFORMS = {
  discord: { secret: "bot_token", variable: "DISCORD_BOT_TOKEN" },
  telegram: { secret: "bot_token", variable: "TELEGRAM_BOT_TOKEN" },
  whatsapp: { endpoint: "TINYAGI_WHATSAPP_URL" },
  slack: { secret: "bot_token", variable: "SLACK_BOT_TOKEN", more: ["app_token"] },
  // No variable: the servers are in the settings, and a variable says nothing about them.
  email: { secret: "password" },
} as const satisfies Readonly<Record<PlatformName, PlatformRow>>;

export type PlatformId = keyof typeof PLATFORMS;

export function platformRow(id: PlatformId): PlatformRow {
  return PLATFORMS[id];
}

export function isPlatformId(id: string): id is PlatformId {
  return Object.hasOwn(PLATFORMS, id);
}
