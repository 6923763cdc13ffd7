/**
 * A PATH as on a machine without any optional tool: Node, npm and the base utilities of a Unix system. What is not on
 * this list is hidden, whether the list of optional tools knows it or not.
 */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const BASE = [
  ...["sh", "bash", "env", "cat", "cp", "mv", "rm", "rmdir", "mkdir", "ls", "ln", "touch", "chmod", "chown"],
  ...[
    "mkfifo",
    "mktemp",
    "readlink",
    "realpath",
    "dirname",
    "basename",
    "pwd",
    "test",
    "true",
    "false",
    "expr",
  ],
  ...[
    "echo",
    "printf",
    "sed",
    "grep",
    "tr",
    "cut",
    "head",
    "tail",
    "sort",
    "uniq",
    "wc",
    "tee",
    "seq",
    "xargs",
  ],
  ...["find", "date", "sleep", "kill", "id", "uname", "base64", "tar", "gzip", "setpriv", "which"],
] as const;

/** Fills `folder` with links to the base utilities, Node and npm; returns it. */
export function createBarePath(folder: string): string {
  mkdirSync(folder);
  const places = [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"];
  for (const name of ["node", "npm", "npx", ...BASE]) {
    const file = places.map((place) => join(place, name)).find((path) => existsSync(path));
    if (file !== undefined) symlinkSync(file, join(folder, name));
  }
  return folder;
}
