/** Reports channels that the settings enable but no client serves: 0.0.20 had three clients, this version has none. */
import type { Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

export function checkChannels(settings: Settings | undefined): Finding[] {
  const enabled = settings?.channels.enabled ?? [];
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
