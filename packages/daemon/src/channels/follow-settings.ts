/** Which channels run, by the settings: what they enable starts, and what a person started or stopped stays so. */
import { platformRow } from "@tinyagi/channels/process";
import type { Settings } from "@tinyagi/contracts";
import { hasSecret, servedBy, toPart } from "./channel-part.js";
import { type ChannelsParts, findSupervisor, isEnabled, isNamed } from "./channel-supervisors.js";
import type { ChannelsOptions } from "./channels-options.js";
import type { Supervisor } from "./supervisor.js";

/** @returns false when it has no key, or runs already */
export async function startChannel(parts: ChannelsParts, id: string): Promise<boolean> {
  if (!hasKey(parts, id)) return false;
  parts.started.set(id, toText(parts.settings(), id));
  return (await findSupervisor(parts, id)?.start()) ?? false;
}

/** @returns whether the settings enable it now and did not when this was asked last, or the other way round */
export function noteSwitch(parts: ChannelsParts, id: string): boolean {
  const { followed } = parts;
  const before = followed.has(id);
  if (isEnabled(parts, id)) followed.add(id);
  else followed.delete(id);
  return isEnabled(parts, id) !== before;
}

/**
 * A channel that was enabled starts, one that was disabled stops, one with other settings does both. What a person
 * started or stopped stays so when other settings change.
 */
export async function followSettings(
  parts: ChannelsParts,
  id: string,
  supervisor: Supervisor,
): Promise<void> {
  const { state } = supervisor.status();
  const isUp = state !== "stopped" && state !== "failed";
  const isSwitched = noteSwitch(parts, id);
  const isChanged = parts.started.get(id) !== toText(parts.settings(), id);
  if (!isSwitched && !isChanged) return;
  const shouldRun = isEnabled(parts, id) || (isUp && !isSwitched && isNamed(parts, id));
  if (isUp && (isChanged || !shouldRun)) await supervisor.stop();
  if (shouldRun) await startChannel(parts, id);
}

/** An account that a phone links needs no key. */
function hasKey({ settings, variables }: ChannelsOptions, id: string): boolean {
  const platform = servedBy(id);
  if (platform === undefined) return false;
  return platformRow(platform).secret === undefined || hasSecret(settings(), id, variables);
}

function toText(settings: Settings, id: string): string {
  return JSON.stringify([toPart(settings, id), settings.language]);
}
