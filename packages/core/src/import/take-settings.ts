/**
 * What the old settings need so that the home runs as it did: the agent 0.0.20 made up where none was configured, and
 * the senders' default agents as rows.
 */
import type { Settings } from "@tinyagi/contracts";
import { isObject, type JsonObject } from "../settings/json-tree.js";
import { type ParsedSettings, parseSettings } from "../settings/parse-settings.js";
import { settingsText } from "../settings/save-settings.js";
import { type ImportContext, quoted } from "./context.js";
import type { ReportWriter } from "./report.js";

/** A sender's id said nothing of its channel. */
const CHANNELS = ["discord", "telegram", "whatsapp"] as const;
const MODELS: Readonly<Record<string, string>> = {
  anthropic: "sonnet",
  openai: "gpt-5.3-codex",
  opencode: "sonnet",
};
const DETECTED = ["openai", "opencode", "anthropic"] as const;

export interface TakenSettings extends ParsedSettings {
  /** What `settings.json` is to hold; null when it can stay as it is. */
  text: string | null;
}

/**
 * @param text of the old `settings.json`
 * @throws AppError `SETTINGS_INVALID`
 */
export function takeSettings(text: string, report: ReportWriter): TakenSettings {
  const parsed = parseSettings(text);
  for (const warning of parsed.warnings)
    report.note(`settings.json: ${warning.path === undefined ? "" : `${warning.path} `}${warning.message}`);
  noteChannels(parsed.settings, report);
  report.count("agents", Object.keys(parsed.settings.agents).length);
  report.count("teams", Object.keys(parsed.settings.teams).length);
  if (Object.keys(parsed.settings.agents).length > 0)
    return { ...parsed, text: parsed.renamed.length > 0 ? settingsText(parsed.document) : null };
  const document: JsonObject = parsed.document;
  document.agents = { tinyagi: standardAgent(parsed.settings) };
  report.count("agents");
  report.note("No agent was configured; the agent @tinyagi that 0.0.20 made up is written down now.");
  const whole = settingsText(document);
  return { ...parseSettings(whole), renamed: parsed.renamed, text: whole };
}

/** 0.0.20 served them itself. */
function noteChannels({ channels }: Settings, report: ReportWriter): void {
  const [first] = channels.enabled;
  if (first === undefined) return;
  report.note(
    `The settings switch these channels on, but this version has no client for any of them, so that nobody serves them: ${channels.enabled.join(", ")}. A client of your own fetches and sends with a token: tinyagi token create --channel ${first}`,
  );
}

function standardAgent({ models }: Settings): JsonObject {
  const provider = models.provider ?? DETECTED.find((name) => models[name] !== undefined) ?? "anthropic";
  const known = DETECTED.find((name) => name === provider);
  const model = (known === undefined ? undefined : models[known]?.model) ?? "";
  return { name: "TinyAGI Agent", provider, model: model === "" ? (MODELS[provider] ?? "") : model };
}

/** `channels.defaults`: by sender the agent or team that untagged messages go to. */
export function takeSenderDefaults(settings: Settings, { into, ids, now, report }: ImportContext): void {
  for (const [sender, choice] of Object.entries(settings.channels.defaults ?? {})) {
    const target = isObject(choice) ? String(choice.agentId) : String(choice);
    if (!ids.hasAgent(target) && !ids.hasTeam(target)) {
      report.note(`The default of a sender was ${quoted(target)}, which is not configured; it is dropped.`);
      continue;
    }
    for (const channel of CHANNELS)
      into.addSenderDefault({ channel, sender_id: sender, target, updated_at: now });
    report.count("senders' default agents");
  }
}
