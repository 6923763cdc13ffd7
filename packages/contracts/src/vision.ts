/**
 * Which models take pictures, by the beginning of their names; the longest match counts. From the providers' own lists of models
 * (platform.claude.com, platform.openai.com, ai.google.dev, mistral.ai, huggingface.co). Of any other model nothing is known.
 */

const SEES: Readonly<Record<string, boolean>> = {
  claude: true,
  "claude-2": false,
  "claude-instant": false,
  "gpt-4o": true,
  "gpt-4o-audio": false,
  "gpt-4-turbo": true,
  "gpt-4.1": true,
  "gpt-4.5": true,
  "gpt-5": true,
  "gpt-3.5": false,
  chatgpt: true,
  o1: true,
  "o1-mini": false,
  "o1-preview": false,
  o3: true,
  "o3-mini": false,
  "o4-mini": true,
  gemini: true,
  "gemma-3": true,
  gemma3: true,
  pixtral: true,
  "mistral-small-3": true,
  "mistral-medium": true,
  llava: true,
  "llama-4": true,
  llama4: true,
  "llama3.2-vision": true,
  "llama-3.2-11b-vision": true,
  "llama-3.2-90b-vision": true,
  "qwen2-vl": true,
  "qwen2.5-vl": true,
  "qwen2.5vl": true,
  "qwen3-vl": true,
  "qwen-vl": true,
  minicpm: false,
  "minicpm-v": true,
  "grok-4": true,
  "grok-2-vision": true,
};
const NAMES = Object.keys(SEES).sort((a, b) => b.length - a.length);

/** Whether a model is known to take pictures. @param model also with the vendor before it: `openai/gpt-4o` */
export function seesPictures(model: string): boolean {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  const known = NAMES.find((start) => name.startsWith(start));
  return known !== undefined && SEES[known] === true;
}
