/** What the settings of release 0.0.20 could hold. An import keeps it working and takes nothing else over silently. */
import type { Settings } from "@tinyagi/contracts";
import type { Weakening } from "@tinyagi/home";
import { bringsItsOwn } from "@tinyagi/home";

/** `*` stands for any name. */
const KNOWN = [
  "workspace.path",
  "channels.enabled",
  "channels.discord.bot_token",
  "channels.telegram.bot_token",
  "models.*.api_key",
  "models.*.oauth_token",
  "agents.*.working_directory",
  "agents.*.prompt_file",
  "custom_providers.*.base_url",
  "custom_providers.*.api_key",
].map((pattern) => pattern.split("."));

/**
 * Whether an old home may bring a part along without a question. References to keys (`env:`, `file:`) are newer than
 * 0.0.20.
 *
 * @param options.isOwn whether the home is the user's own. A file of another one becomes no prompt without a question
 */
export function ofPredecessor(options: { isOwn: boolean }): (part: Weakening, wanted: Settings) => boolean {
  return (part, wanted) => {
    const isKnown = KNOWN.some(
      (steps) =>
        steps.length === part.at.length &&
        steps.every((step, index) => step === "*" || step === part.at[index]),
    );
    if (!isKnown) return false;
    return part.weakens === "prompt" ? options.isOwn : bringsItsOwn(part, wanted);
  };
}
