/**
 * A program that replaces a CLI's shell and runs every command in the sandbox. Each run writes it again, into a folder
 * that only the owner can access, so a change by an agent must never take effect.
 */
import { createHash } from "node:crypto";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@tinyagi/core";

const SHELL = "/bin/bash";

/**
 * Writes the program.
 *
 * @param command from `bubblewrapCommand`
 * @returns its path; runs with the same command share the file
 */
export async function writeSandboxShell(folder: string, command: readonly string[]): Promise<string> {
  const text = `#!/bin/sh\nexec ${[...command, SHELL].map(quoted).join(" ")} "$@"\n`;
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const path = join(folder, `shell-${name}`);
  await writeFileAtomic({ path, data: text, mode: 0o700 });
  // The umask can remove the owner's permissions.
  await chmod(path, 0o700);
  return path;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
