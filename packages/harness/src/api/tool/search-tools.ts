/**
 * The tools that find files and text in the workspace. Must never follow a link, and must never run a regular expression
 * from the model: a hostile one could block the whole daemon.
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
  description: "Glob pattern relative to the workspace, such as src/**/*.ts. Default: all files.",
  optional: true,
  maxLength: 500,
} as const;

export const listFilesTool: WorkspaceTool = {
  name: "list_files",
  description: "Lists files of the workspace, except for node_modules and .git.",
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
  description:
    "Finds lines that contain a text, in text files of the workspace. Returns lines of the form path:line: text.",
  fields: {
    text: { type: "string", description: "The exact text to find.", maxLength: 1_000 },
    pattern,
    ignore_case: { type: "boolean", description: "Ignore upper and lower case.", optional: true },
    max_results: {
      type: "integer",
      description: `Maximum number of results, at most ${MATCHES_MAX}.`,
      optional: true,
      minimum: 1,
    },
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

/** Needed because a pattern can start at a link, and braces can hide a `..` from the check of the pattern. */
async function within(root: string, files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map((file) => dirname(join(root, file))))];
  const inside = new Set<string>();
  for (const folder of folders) {
    // The folder was deleted meanwhile, so there is nothing to list.
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
    // The file was deleted meanwhile, is a link or is too large. It has no lines to show.
    if (isAppError(error)) return undefined;
    throw error;
  }
}
