/**
 * A program that stands in for a CLI's shell and confines every command to the workspace. Written anew for each run
 * into a folder only the owner can reach, so that no agent's change to it is ever used.
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
 * @returns its path; runs with the same command share it
 */
export async function writeSandboxShell(folder: string, command: readonly string[]): Promise<string> {
  const text = `#!/bin/sh\nexec ${[...command, SHELL].map(quoted).join(" ")} "$@"\n`;
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const path = join(folder, `shell-${name}`);
  await writeFileAtomic({ path, data: text, mode: 0o700 });
  // The umask may have taken the owner's right away.
  await chmod(path, 0o700);
  return path;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
