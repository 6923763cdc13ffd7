/** What is never taken of OpenClaw, with the reason. */
import type { LeftReason } from "./moving-plan.js";
import { type Record_, recordOf } from "./outside-value.js";
import type { SourceFolder } from "./source-folder.js";

const REASONS: ReadonlyMap<string, LeftReason> = new Map([
  ["hooks", "program"],
  ["plugins", "program"],
  ["tools", "rights"],
  ["approvals", "rights"],
  ["commands", "rights"],
  ["security", "rights"],
  ["auth", "login"],
  ["env", "secret-elsewhere"],
  ["secrets", "secret-elsewhere"],
  ["mcp", "mcp"],
]);
/** Read, or about the file itself. */
const READ_KEYS: ReadonlySet<string> = new Set([
  ...["agents", "agent", "identity", "channels", "models", "bindings", "accessGroups", "cron", "skills"],
  ...["$schema", "meta", "wizard", "whatsapp", "telegram", "discord", "slack", "signal", "imessage"],
]);
const READ_DEFAULTS: ReadonlySet<string> = new Set(["workspace", "model", "skills"]);
const FILES: readonly (readonly [path: string, reason: LeftReason])[] = [
  ["credentials/oauth.json", "login"],
  ["credentials/whatsapp", "linked-session"],
  ["hooks", "program"],
  ["extensions", "program"],
  ["agents", "history"],
  [".env", "secret-elsewhere"],
];
const KEYS_MAX = 100;

export async function nameRest(source: SourceFolder, config: Record_): Promise<void> {
  for (const key of Object.keys(config).slice(0, KEYS_MAX))
    if (!READ_KEYS.has(key)) source.left(key.slice(0, 100), REASONS.get(key) ?? "no-setting");
  for (const key of Object.keys(recordOf(recordOf(config.agents).defaults)).slice(0, KEYS_MAX))
    if (!READ_DEFAULTS.has(key)) source.left(`agents.defaults.${key.slice(0, 100)}`, "no-setting");
  for (const [path, reason] of FILES) if ((await source.has(path)) !== "nothing") source.left(path, reason);
}
