/** Names channels that settings switch on and nobody serves: 0.0.20 had clients for three of them, this version has none. */
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
      message: `enabled in the settings, but this version has no client for it: ${enabled.join(", ")}`,
      hint: `a client of your own fetches and sends with: tinyagi token create --channel ${first}. Take the others out of channels.enabled`,
    },
  ];
}
