/**
 * The tools that find files and text in the workspace. Must never follow a link, and must never run a regular expression
 * from the model, nor make one of its pattern: a hostile one takes longer than anybody waits.
 */
import { dirname, join } from "node:path";
import { isWithin } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { type FileTool, numberField, textField } from "./file-tool.js";
import { readGlob } from "./glob.js";
import { walk } from "./walk.js";

const FILES_MAX = 1_000;
const SEARCHED_MAX = 5_000;
const MATCHES_MAX = 200;
const LINE_MAX_CHARS = 300;
const CUT_NOTE = "[the workspace has more files than are looked at; use a pattern that names a folder]";

const pattern = {
  type: "string",
  description: "Glob such as src/**/*.ts.",
  optional: true,
  maxLength: 500,
} as const;

export const listFilesTool: FileTool = {
  name: "list_files",
  description: "Lists the files of the workspace, without node_modules and .git.",
  fields: { pattern },
  async run(input, { folder, signal }) {
    const { files, isCut } = await listFiles(folder.root, textField(input, "pattern"), signal);
    if (files.length === 0) return isCut ? `No file matches.\n${CUT_NOTE}` : "No file matches.";
    const rest = files.length - FILES_MAX;
    return [
      ...files.slice(0, FILES_MAX),
      ...(rest > 0 ? [`[${rest} more]`] : []),
      ...(isCut ? [CUT_NOTE] : []),
    ].join("\n");
  },
};

export const searchFilesTool: FileTool = {
  name: "search_files",
  description: `Finds lines that contain exactly a text, at most ${MATCHES_MAX}, as path:line: text.`,
  fields: {
    text: { type: "string", maxLength: 1_000 },
    pattern,
    ignore_case: { type: "boolean", optional: true },
    max_results: {
      type: "integer",
      optional: true,
      minimum: 1,
    },
  },
  async run(input, { folder, signal }) {
    const wanted = textField(input, "text");
    if (wanted === "") throw new AppError("INVALID_INPUT", "Text must not be empty.");
    const fold = (line: string) => (input.ignore_case === true ? line.toLowerCase() : line);
    const needle = fold(wanted);
    const max = Math.min(MATCHES_MAX, numberField(input, "max_results") ?? MATCHES_MAX);
    const { root } = folder;
    const { files } = await listFiles(root, textField(input, "pattern"), signal);
    const matches: string[] = [];
    for (const file of files.slice(0, SEARCHED_MAX)) {
      signal.throwIfAborted();
      const text = await readable(folder, join(root, file));
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

async function listFiles(
  root: string,
  wanted: string,
  signal: AbortSignal,
): Promise<{ files: string[]; isCut: boolean }> {
  if (wanted.startsWith("/") || wanted.startsWith("!") || wanted.split("/").includes(".."))
    throw new AppError("PATH_REFUSED", "The pattern must stay within the workspace.");
  const glob = readGlob(wanted.trim() === "" ? "**" : wanted);
  const { files, isCut } = await walk({ root, glob, signal });
  return { files: await within(root, files.sort()), isCut };
}

/** Needed because a folder can become a link while it is read. */
async function within(root: string, files: readonly string[]): Promise<string[]> {
  const folders = [...new Set(files.map((file) => dirname(join(root, file))))];
  const inside = new Set<string>();
  for (const folder of folders) {
    // The folder was deleted meanwhile, so there is nothing to list.
    const real = await resolveRealPath(folder).catch(() => undefined);
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
