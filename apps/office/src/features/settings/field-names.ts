/** How settings are called: in the language of the reader, or made from their keys. Pure. */
import { capital } from "../../lib/format/text";
import { words } from "../../locale/words";

/** Words of keys that are not spelled as they are read. */
const WORDS: Readonly<Record<string, string>> = {
  api: "API",
  mcp: "MCP",
  url: "URL",
  usd: "US dollars",
  otlp: "OTLP",
  ms: "(ms)",
  id: "id",
  openai: "OpenAI",
  opencode: "OpenCode",
  anthropic: "Anthropic",
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  discord: "Discord",
  slack: "Slack",
  email: "E-mail",
  imap: "IMAP",
  smtp: "SMTP",
};
/**
 * `["channels", "telegram", "bot_token"]` is `Telegram: bot token`.
 *
 * @param shown how many steps from the top the reader knows already
 */
export function nameOf(path: readonly string[], shown: number = path.length > 1 ? 1 : 0): string {
  const [first = "", ...rest] = path.slice(shown).map((key, i) => {
    const own = words.settings.schemaText(path.slice(0, shown + i + 1))?.name;
    return own ?? (i === 0 ? nameOfKey(key) : lowerFirst(nameOfKey(key)));
  });
  return rest.length === 0 ? first : words.settings.nameBelow(first, rest);
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !Object.values(WORDS).some((word) => text.startsWith(word))
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text;
}

/** `maxLiveAgents` is `Max live agents`. */
export function nameOfKey(key: string): string {
  const parts = key
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .split(/[_\s-]+/)
    .map((part) => part.toLowerCase())
    .map((part) => WORDS[part] ?? part);
  return capital(parts.join(" "));
}
