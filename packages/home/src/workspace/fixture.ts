/** Real git repositories in temporary folders. For tests only: imported by nothing that ships. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { tempFolder } from "../../../base/src/files/fixture.js";

export { tempFolder } from "../../../base/src/files/fixture.js";

const IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"];

/** An empty folder that is removed after the test. */
/** Runs git without the configuration of the user and of the system. @returns what it prints */
export function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...IDENTITY, ...args], { cwd, env, encoding: "utf8", stdio: "pipe" });
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** A repository with these files committed on the branch `main`. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  git(folder, "init", "--quiet", "-b", "main");
  writeFiles(folder, files);
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "--allow-empty", "-m", "first");
  return folder;
}
