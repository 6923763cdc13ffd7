/**
 * How many tokens a model takes at once, by the beginning of its name; the longest match counts. From the providers' public
 * lists of models (docs.claude.com, platform.openai.com/docs/models, ai.google.dev), as known in 2026-02. A model that
 * takes less than is assumed here refuses, which corrects it.
 */
const WINDOWS: Readonly<Record<string, number>> = {
  "claude-": 200_000,
  "gpt-5": 272_000,
  "gpt-4.1": 1_000_000,
  "gpt-4o": 128_000,
  "gpt-4": 8_192,
  "gpt-4-turbo": 128_000,
  "gpt-oss": 128_000,
  o1: 200_000,
  o3: 200_000,
  "o4-mini": 200_000,
  "gemini-": 1_000_000,
  "deepseek-": 128_000,
  "mistral-": 128_000,
  "qwen3-": 128_000,
  "grok-4": 256_000,
  "kimi-k2": 128_000,
  "glm-4": 128_000,
};
/** Of a model that nobody knows. */
const USUAL_WINDOW = 128_000;

/** @param model its name, also with the name of a provider and a slash in front */
export function getContextWindow(model: string): number {
  return findContextWindow(model) ?? USUAL_WINDOW;
}

/** What its provider published of the model; nothing of one that is not in the lists. */
export function findContextWindow(model: string): number | undefined {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  const known = Object.keys(WINDOWS).filter((prefix) => name.startsWith(prefix));
  const longest = known.reduce((one, other) => (other.length > one.length ? other : one), "");
  return WINDOWS[longest];
}
