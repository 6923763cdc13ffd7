/** Reads what `git diff --patch-with-raw` prints. Pure. File names are hostile: git quotes them, and so they are unquoted here. */

import { cutText } from "@tinyagi/base";
import type { WorkspaceDiff } from "@tinyagi/contracts";

/** Longest diff of one file. */
export const FILE_DIFF_CHARS = 100_000;

interface ChangedFile extends Readonly<WorkspaceDiffFile> {
  /** Its path before, if it was renamed. */
  readonly from?: string;
}
type WorkspaceDiffFile = WorkspaceDiff["files"][number];

const RAW_LINE = /^:\d{6} \d{6} [0-9a-f]+ [0-9a-f]+ ([A-Z])\d*\t([^\t]+)(?:\t([^\t]+))?$/;
const STATUS: Readonly<Record<string, ChangedFile["status"]>> = {
  A: "added",
  C: "added",
  D: "removed",
  R: "renamed",
};
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  '"': '"',
  "\\": "\\",
};

/**
 * @param text raw lines, an empty line, and the patch of each file in the same order; its end may be missing
 * @param prefix folder of the workspace in its repository, empty or with `/` at the end
 */
export function parseDiff(text: string, prefix: string): { files: ChangedFile[]; isCut: boolean } {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith(":"));
  const raw = end === -1 ? lines : lines.slice(0, end);
  const sections = splitSections(end === -1 ? [] : lines.slice(end));
  let next = 0;
  let isCut = false;
  const files = raw.flatMap((line): ChangedFile[] => {
    const [, letter, first, second] = RAW_LINE.exec(line) ?? [];
    const name = second ?? first;
    if (letter === undefined || name === undefined) return [];
    // A file that became a link is a removal and an addition.
    const count = letter === "T" ? 2 : 1;
    const diff = sections.slice(next, next + count).join("\n");
    next += count;
    if (diff.length > FILE_DIFF_CHARS) isCut = true;
    const path = unquote(name);
    if (!path.startsWith(prefix)) return [];
    return [
      {
        path: path.slice(prefix.length),
        status: STATUS[letter] ?? "changed",
        diff: cutText(diff, FILE_DIFF_CHARS),
        ...(letter === "R" && first !== undefined ? { from: unquote(first) } : {}),
      },
    ];
  });
  return { files, isCut };
}

/** No line of a patch but its header begins so: lines of content begin with a space, `+`, `-` or `\`. */
function splitSections(lines: readonly string[]): string[] {
  const sections: string[][] = [];
  for (const line of lines) {
    if (line.startsWith("diff --git ")) sections.push([]);
    else sections.at(-1)?.push(line);
  }
  return sections.map(toContent);
}

/** From the first hunk on. Binary files have none. */
function toContent(section: readonly string[]): string {
  const first = section.findIndex((line) => line.startsWith("@@ "));
  return first === -1 ? "" : section.slice(first).join("\n").trimEnd();
}

/** `"a\tb\303\244"` as git writes every name with other than plain ASCII characters, byte by byte; others as they are. */
function unquote(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"')) return name;
  const bytes = name
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_whole, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
    );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
