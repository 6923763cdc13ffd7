/** The languages that are coloured, each loaded when the first block of it is seen, and the names that agents give them. */

const LOADERS = {
  bash: () => import("shiki/langs/shellscript.mjs"),
  c: () => import("shiki/langs/c.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  dockerfile: () => import("shiki/langs/docker.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
};

export type CodeLanguage = keyof typeof LOADERS;

const OTHER_NAMES: ReadonlyMap<string, CodeLanguage> = new Map([
  ["sh", "bash"],
  ["shell", "bash"],
  ["zsh", "bash"],
  ["console", "bash"],
  ["shellscript", "bash"],
  ["h", "c"],
  // The grammar of C++ holds up a page for two seconds, and is as large as all others. That of C reads the most of it.
  ["cpp", "c"],
  ["c++", "c"],
  ["cc", "c"],
  ["hpp", "c"],
  ["docker", "dockerfile"],
  ["golang", "go"],
  ["htm", "html"],
  ["js", "javascript"],
  ["mjs", "javascript"],
  ["cjs", "javascript"],
  // The grammar of TSX reads JSX too: one file less.
  ["jsx", "tsx"],
  ["jsonc", "json"],
  ["md", "markdown"],
  ["py", "python"],
  ["python3", "python"],
  ["rs", "rust"],
  ["ts", "typescript"],
  ["mts", "typescript"],
  ["cts", "typescript"],
  ["yml", "yaml"],
]);

/** @param name what stands after the fence of a block, such as `ts` */
export function detectLanguage(name: string): CodeLanguage | undefined {
  const known = name.toLowerCase();
  return Object.hasOwn(LOADERS, known) ? (known as CodeLanguage) : OTHER_NAMES.get(known);
}

export async function loadGrammar(language: CodeLanguage) {
  return (await LOADERS[language]()).default;
}
