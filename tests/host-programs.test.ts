/**
 * Every file that starts a program of the host, and why that program reads no settings, hooks or plugins that an agent can
 * write. A new file fails here until its reason is known.
 *
 * @requirement SECURE-15
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OWN = "Node with a program of TinyAGI; it reads nothing of its working directory.";
const SYSTEM = "A tool of the system without project settings.";
const PERSON = "A person's own editor or opener, in the person's folder and terminal.";

const STARTERS: Readonly<Record<string, string>> = {
  "packages/cli/src/config/editor.ts": PERSON,
  "packages/cli/src/control/edit-text.ts": PERSON,
  "packages/cli/src/control/open-browser.ts": PERSON,
  "packages/cli/src/command/service/tmux.ts": PERSON,
  "packages/cli/src/control/foreground.ts": OWN,
  "packages/cli/src/control/run-version.ts": OWN,
  "packages/cli/src/control/start-daemon.ts": OWN,
  "packages/cli/src/control/worker-process.ts": OWN,
  "packages/cli/src/command/worker/worker-home.ts": OWN,
  "packages/cli/src/command/container/container.ts":
    "docker or podman, to build our own Dockerfile in our own folder, by a person's command.",
  "packages/cli/src/service/run-tool.ts": SYSTEM,
  "packages/base/src/process-table.ts": SYSTEM,
  "packages/base/src/program.ts": "Asks for a version, in the daemon's own folder.",
  "packages/home/src/git/git-program.ts": "git, only with a repository that TinyAGI writes, or none.",
  "packages/daemon/src/channels/channel-process.ts": OWN,
  "packages/daemon/src/own-engine/engine-process.ts":
    "The server of the engine, only with a configuration that TinyAGI writes, and only its PATH.",
  "packages/daemon/src/expose/tunnel-program.ts":
    "tailscale or cloudflared, by a person's act, in the root folder, with a configuration of ours and few variables.",
  "packages/daemon/src/run-daemon.ts": OWN,
  "packages/daemon/src/remote-token.ts":
    "gh, for the token of its login, by a setting that no agent and no page can change alone, in the root folder.",
  "packages/harness/src/host/host-process.ts": OWN,
  "packages/harness/src/containment/containment-place.ts": SYSTEM,
  "packages/harness/src/container/runtime.ts":
    "docker or podman, to ask for facts and to end containers; the program of an agent runs in the container.",
  "packages/harness/src/process/cleanup.ts":
    "docker or podman, to end the container of a run that has ended.",
  "packages/harness/src/process/child.ts":
    "Agent CLIs, whose arguments switch project settings off, whose git runs in a sandbox (sandbox/git-guard.ts), and from which opencode's project files are hidden (opencode/project-files.ts); and commands in a sandbox.",
  "packages/server/src/mcp-servers/program-transport.ts":
    "MCP servers of the owner's settings, which no agent and no page can change alone, in a folder of the home that agents cannot write.",
  "packages/harness/src/sandbox/probe.ts":
    "bubblewrap with `true`, to see whether it works (sandbox/sandbox.ts), and codex for its features, in the root folder (codex/codex-harness.ts).",
};

const STARTS = /from "(?:node:)?(?:child_process|execa|cross-spawn)"/;
const IS_TEST = /\.test\.tsx?$|fixture|\/testing\/|^packages\/testkit\//;

test("each program of the host is started by a file that is known to be safe", () => {
  const files = ["packages", "apps"]
    .flatMap(sourcesBelow)
    .filter((file) => !IS_TEST.test(file))
    .filter((file) => startsPrograms(readFileSync(`${ROOT}/${file}`, "utf8")));
  expect(files.sort()).toEqual(Object.keys(STARTERS).sort());
});

/** A file that imports only types starts nothing. */
function startsPrograms(text: string): boolean {
  return text.split("\n").some((line) => STARTS.test(line) && !line.startsWith("import type"));
}

/** Paths of the sources of all packages in a folder, from the root of the repository. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const source = join(ROOT, folder, name, "src");
    return readdirSync(source, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
  });
}
