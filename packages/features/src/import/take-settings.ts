/**
 * Changes to the old settings so that the home works as before: the agent that 0.0.20 created implicitly, and the
 * senders' default agents as rows. What 0.0.20 never had is not taken over when it weakens a guard.
 */
import type { Settings } from "@tinyagi/contracts";
import {
  guardSettings,
  isObject,
  type JsonObject,
  type OutsideOptions,
  type ParsedSettings,
  parseSettings,
  settingsText,
} from "@tinyagi/home";
import { type ImportContext, quoted } from "./context.js";
import type { ReportWriter } from "./report.js";

/** The channels for a sender's default, because its id alone does not determine one. */
const CHANNELS = ["discord", "telegram", "whatsapp"] as const;
const MODELS: Readonly<Record<string, string>> = {
  anthropic: "sonnet",
  openai: "gpt-5.3-codex",
  opencode: "sonnet",
};
const DETECTED = ["openai", "opencode", "anthropic"] as const;

export interface TakenSettings extends ParsedSettings {
  /** The new content of `settings.json`; null when it can stay unchanged. */
  text: string | null;
}

/**
 * @param text of the old `settings.json`
 * @throws AppError `SETTINGS_INVALID`
 */
export function takeSettings(text: string, report: ReportWriter, guard: OutsideOptions): TakenSettings {
  const parsed = guardSettings(parseSettings(text), guard);
  report.weaker({ left: parsed.left, taken: parsed.taken });
  for (const warning of parsed.warnings)
    report.note(`settings.json: ${warning.path === undefined ? "" : `${warning.path} `}${warning.message}`);
  noteChannels(parsed.settings, report);
  report.count("agents", Object.keys(parsed.settings.agents).length);
  report.count("teams", Object.keys(parsed.settings.teams).length);
  if (Object.keys(parsed.settings.agents).length > 0)
    return { ...parsed, text: parsed.renamed.length > 0 ? settingsText(parsed.document) : parsed.text };
  const document: JsonObject = parsed.document;
  document.agents = { tinyagi: standardAgent(parsed.settings) };
  report.count("agents");
  report.note(
    "No agent was configured. The settings now contain the agent @tinyagi, which 0.0.20 used without an entry.",
  );
  const whole = settingsText(document);
  return { ...parseSettings(whole), renamed: parsed.renamed, text: whole };
}

function noteChannels({ channels }: Settings, report: ReportWriter): void {
  if (channels.enabled.length === 0) return;
  report.note(
    `The settings enable these channels: ${channels.enabled.join(", ")}. They start with the daemon. See whether they are connected: tinyagi channel status`,
  );
}

function standardAgent({ models }: Settings): JsonObject {
  const provider = models.provider ?? DETECTED.find((name) => models[name] !== undefined) ?? "anthropic";
  const known = DETECTED.find((name) => name === provider);
  const model = (known === undefined ? undefined : models[known]?.model) ?? "";
  return { name: "TinyAGI Agent", provider, model: model === "" ? (MODELS[provider] ?? "") : model };
}

/** `channels.defaults`: the agent or team for untagged messages, by sender. */
export function takeSenderDefaults(settings: Settings, { into, ids, now, report }: ImportContext): void {
  for (const [sender, choice] of Object.entries(settings.channels.defaults ?? {})) {
    const target = isObject(choice) ? String(choice.agentId) : String(choice);
    if (!ids.hasAgent(target) && !ids.hasTeam(target)) {
      report.note(
        `The default of a sender was ${quoted(target)}, which is not configured; it was not imported.`,
      );
      continue;
    }
    for (const channel of CHANNELS)
      into.addSenderDefault({ channel, sender_id: sender, target, updated_at: now });
    report.count("senders' default agents");
  }
}
