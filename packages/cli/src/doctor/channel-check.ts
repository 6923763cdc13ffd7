/** Reports channels that the settings enable but that this version cannot serve. */
import { botChannel, channelSteps, listSecretKeys, type Settings } from "@tinyagi/contracts";
import type { Finding } from "./finding.js";

export function checkChannels(settings: Settings | undefined): Finding[] {
  const enabled = settings?.channels.enabled ?? [];
  return [
    ...unserved(enabled.filter((id) => channelSteps(id) === undefined)),
    ...enabled.flatMap((id) => toParts(id, settings).flatMap((part) => incomplete(...part))),
  ];
}

/** The settings of a platform's own bot and of its further ones. With further ones only, there is none of its own. */
function toParts(id: string, settings: Settings | undefined): [id: string, part: object][] {
  const { bots = {}, ...own }: { bots?: Record<string, object> | undefined } =
    settings?.channels[id as keyof Settings["channels"]] ?? {};
  const further = Object.entries(bots).map(([bot, part]): [string, object] => [botChannel(id, bot), part]);
  const isOwn = further.length === 0 || listSecretKeys(id).some((key) => Object.hasOwn(own, key));
  return [...(isOwn ? [[id, own] as [string, object]] : []), ...further];
}

/** A token may be in a variable of the daemon. Everything else that a channel needs is in its settings. */
function incomplete(id: string, settings: object): Finding[] {
  const own = new Map(Object.entries(settings));
  const missing = (channelSteps(id)?.values ?? []).filter(
    ({ key, isOptional }) => isOptional !== true && (own.get(key) ?? "") === "",
  );
  if (missing.length === 0) return [];
  return [
    {
      id: "channels.incomplete",
      level: "warning",
      message: `${id} cannot start: its settings have no ${missing.map(({ key }) => key).join(" and no ")}`,
      hint: `tinyagi channel setup ${id}`,
    },
  ];
}

function unserved(enabled: readonly string[]): Finding[] {
  const [first] = enabled;
  if (first === undefined) return [];
  return [
    {
      id: "channels.no-client",
      level: "warning",
      message: `these channels are enabled, but this version has no client for them: ${enabled.join(", ")}`,
      hint: `To use your own client, create its token: tinyagi token create --channel ${first}. Remove unused channels: tinyagi config set channels.enabled '[]'`,
    },
  ];
}
