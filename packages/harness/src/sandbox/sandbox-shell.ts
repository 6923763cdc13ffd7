/**
 * A program that replaces a CLI's shell and runs every command in the sandbox. It is in a folder that only the owner can
 * access. Each run compares it with what it must be and writes it again if it differs, so a change by an agent must never
 * take effect.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "@tinyagi/base";

const SHELL = "/bin/bash";
const PRIVATE_PROGRAM = 0o700;

/**
 * Writes the program.
 *
 * @param command from `bubblewrapCommand`
 * @returns its path; runs with the same command share the file
 */
export async function writeSandboxShell(folder: string, command: readonly string[]): Promise<string> {
  const text = `#!/bin/sh\nexec ${[...command, SHELL].map(quoted).join(" ")} "$@"\n`;
  const path = join(folder, `shell-${computeDigest(text)}`);
  await writeProgram(path, text);
  return path;
}

/** Names the programs that are the same. */
export function computeDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Writes a program that only the owner can change and run, unless it is there. Makes its folder. */
export async function writeProgram(path: string, text: string): Promise<void> {
  if (isThere(path, text)) return;
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_PROGRAM });
  await writeFileAtomic({ path, data: text, mode: PRIVATE_PROGRAM });
  // The umask can remove the owner's permissions.
  await chmod(path, PRIVATE_PROGRAM);
}

/** Synchronous: one small local file. Writing it waits for the disk twice. A second name could change it later. */
function isThere(path: string, text: string): boolean {
  let open: number;
  try {
    open = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return false; // Missing, a link or not readable: it is written again, which reports what is wrong.
  }
  try {
    const stats = fstatSync(open);
    const isOwn = stats.isFile() && stats.nlink === 1 && (stats.mode & 0o777) === PRIVATE_PROGRAM;
    return isOwn && stats.size === Buffer.byteLength(text) && readFileSync(open, "utf8") === text;
  } finally {
    closeSync(open);
  }
}

/** One word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
