/**
 * Finding files and texts in the workspace. Links are never followed, and there are no regular expressions: a hostile
 * one would hold up the whole daemon.
 */
import { dirname, join } from "node:path";
import { AppError, isAppError } from "@tinyagi/contracts";
import { isWithin, realPathOf } from "@tinyagi/core";
import { glob } from "tinyglobby";
import { numberField, textField, type WorkspaceTool } from "./workspace-tool.js";

const FILES_MAX = 1_000;
const SEARCHED_MAX = 5_000;
const LISTED_MAX = 20_000;
const MATCHES_MAX = 200;
const LINE_MAX_CHARS = 300;
const DEPTH_MAX = 20;
const IGNORED = ["**/node_modules/**", "**/.git/**"];

const pattern = {
  type: "string",
  description: "Glob pattern relative to the workspace, such as src/**/*.ts; all files when left out.",
  optional: true,
  maxLength: 500,
} as const;

export const listFilesTool: WorkspaceTool = {
  name: "list_files",
  description: "Lists files of the workspace, without node_modules and .git.",
  fields: { pattern },
  async run(input, { scene, signal }) {
    const found = await filesOf({ root: scene.folder.root, wanted: textField(input, "pattern"), signal });
    if (found.length === 0) return "No file matches.";
    const shown = found.slice(0, FILES_MAX);
    const rest = found.length - shown.length;
    return rest > 0 ? `${shown.join("\n")}\n[${rest} more]` : shown.join("\n");
  },
};

export const searchFilesTool: WorkspaceTool = {
  name: "search_files",
  description: "Finds lines of text files in the workspace that contain a text. Answers path:line: text.",
  fields: {
    text: { type: "string", description: "The text to look for, as it is.", maxLength: 1_000 },
    pattern,
    ignore_case: { type: "boolean", description: "Whether case does not matter.", optional: true },
    max_results: { type: "integer", description: `At most ${MATCHES_MAX}.`, optional: true, minimum: 1 },
  },
  async run(input, { scene, signal }) {
    const wanted = textField(input, "text");
    if (wanted === "") throw new AppError("INVALID_INPUT", "text must not be empty.");
    const fold = (line: string) => (input.ignore_case === true ? line.toLowerCase() : line);
    const needle = fold(wanted);
    const max = Math.min(MATCHES_MAX, numberField(input, "max_results") ?? MATCHES_MAX);
    const { root } = scene.folder;
    const files = await filesOf({ root, wanted: textField(input, "pattern"), signal });
    const matches: string[] = [];
    for (const file of files.slice(0, SEARCHED_MAX)) {
      signal.throwIfAborted();
      const text = await readable(scene.folder, join(root, file));
      if (text === undefined || !fold(text).includes(needle)) continue;
      for (const [index, line] of text.split("\n").entries()) {
        if (fold(line).includes(needle))
          matches.push(`${file}:${index + 1}: ${line.slice(0, LINE_MAX_CHARS)}`);
        if (matches.length >= max) return `${matches.join("\n")}\n[there may be more]`;
      }
    }
    return matches.length === 0 ? "Nothing found." : matches.join("\n");
  },
};

async function filesOf({
  root,
  wanted,
  signal,
}: {
  root: string;
  wanted: string;
  signal: AbortSignal;
}): Promise<string[]> {
  const patterns = wanted.trim() === "" ? "**/*" : wanted;
  if (patterns.startsWith("/") || patterns.startsWith("!") || patterns.split("/").includes(".."))
    throw new AppError("PATH_REFUSED", "The pattern must stay within the workspace.");
  const found = await glob(patterns, {
    cwd: root,
    ignore: IGNORED,
    dot: true,
    followSymbolicLinks: false,
    expandDirectories: true,
    deep: DEPTH_MAX,
    signal,
  });
  return within(root, found.sort().slice(0, LISTED_MAX));
}

/** A pattern may begin at a link, and braces may spell a way out that the check of the pattern does not see. */
async function within(root: string, files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map((file) => dirname(join(root, file))))];
  const inside = new Set<string>();
  for (const folder of folders) {
    // A folder that is gone meanwhile has nothing to list.
    const real = await realPathOf(folder).catch(() => undefined);
    if (real !== undefined && isWithin(real, root)) inside.add(folder);
  }
  return files.filter((file) => inside.has(dirname(join(root, file))));
}

async function readable(
  folder: { read(path: string): Promise<Buffer> },
  path: string,
): Promise<string | undefined> {
  try {
    const bytes = await folder.read(path);
    return bytes.includes(0) ? undefined : bytes.toString("utf8");
  } catch (error) {
    // Gone meanwhile, a link, too large: such a file has no lines to show.
    if (isAppError(error)) return undefined;
    throw error;
  }
}
