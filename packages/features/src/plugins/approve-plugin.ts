/** A person approves the exact content of a plugin, or revokes that. */
import { AppError, type PluginView } from "@tinyagi/contracts";
import { inspect, mustExist, type PluginParts } from "./inspect-plugin.js";

/** As `Plugins.allow`. */
export async function approvePlugin(
  parts: PluginParts,
  { name, digest }: { name: string; digest: string },
  author: string,
): Promise<PluginView> {
  const { store, journal, clock, crashes, running } = parts;
  await mustExist(parts, name);
  const { view, content } = await inspect(parts, name);
  if (!content.ok || view.state === "refused")
    throw new AppError("CONFLICT", `The plugin is refused: ${view.reason}. Do this first: ${view.hint}.`);
  if (content.digest !== digest)
    throw new AppError("CONFLICT", "The plugin's files are not those of this digest. Look at them again.");
  await store.write(() => {
    store.plugins.put({ name, digest, approved_at: clock.now() });
    journal.append("plugin.allowed", { plugin: name, digest, author });
  });
  crashes.remove(name);
  const state = running.stateOf(name);
  state.failure = undefined;
  if (state.running === undefined) await running.start(name);
  return (await inspect(parts, name)).view;
}

/** As `Plugins.deny`. */
export async function denyPlugin(parts: PluginParts, name: string, author: string): Promise<void> {
  const { store, journal, crashes, running, seen } = parts;
  await store.write(() => {
    if (store.plugins.remove(name) === 0)
      throw new AppError("NOT_FOUND", "No plugin of this name is approved.");
    journal.append("plugin.denied", { plugin: name, author });
  });
  crashes.remove(name);
  running.stop(name);
  seen.set(name, "not_allowed");
}
