/** Reports channels that the settings enable but that this version cannot serve. */
import type { Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

/** Channels with a program in this version. */
const SERVED: ReadonlySet<string> = new Set(["discord", "telegram", "whatsapp"]);

export function checkChannels(settings: Settings | undefined): Finding[] {
  const enabled = (settings?.channels.enabled ?? []).filter((id) => !SERVED.has(id));
  const [first] = enabled;
  if (first === undefined) return [];
  return [
    {
      id: "channels.no-client",
      level: "warning",
      message: `these channels are enabled, but this version has no client for them: ${enabled.join(", ")}`,
      hint: `to use your own client, create its token: tinyagi token create --channel ${first}. Remove unused channels: tinyagi config set channels.enabled '[]'`,
    },
  ];
}
