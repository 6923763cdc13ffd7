/**
 * Repositories whose every part an agent wrote, in the default mode: a sub-agent that writes gets its worktree, and no
 * program that the repository names runs outside the sandbox, when the worktree is made, compared or removed.
 *
 * @requirement SECURE-15
 */
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Client } from "@tinyagi/client";
import { createMockModelServer, type MockModelServer, type MockRequest } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage, type Stage } from "../e2e/support/stage.js";

interface Attack {
  /** What the agent writes into its repository. `run` is a shell command that leaves a mark. */
  readonly prepare: (place: { repo: string; run: string; outside: string }) => void;
  /** What the sub-agent changes in its worktree, so that it is compared by content. */
  readonly edits?: boolean;
  /** The repository has a form that TinyAGI does not use. */
  readonly refused?: string;
}

const ATTRIBUTES = "*.txt filter=x diff=x merge=x\n*.md filter=a=b\n";
const config = (text: (run: string) => string): Attack => ({
  prepare: ({ repo, run }) => appendFileSync(join(repo, ".git/config"), text(run)),
  edits: true,
});
const filter = (name: string) => (run: string) =>
  `[filter "${name}"]\n\tsmudge = "${run}; cat"\n\tclean = "${run}; cat"\n\tprocess = "${run}"\n\trequired = true\n`;
/** A file with a filter that is read only under a condition. */
const included = (condition: string): Attack => ({
  edits: true,
  prepare({ repo, run }) {
    writeFileSync(join(repo, ".git/more"), `${filter("x")(run)}[core]\n\tfsmonitor = "${run}; false"\n`);
    appendFileSync(join(repo, ".git/config"), `[includeIf "${condition}"]\n\tpath = more\n`);
  },
});
const sh = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
    stdio: "pipe",
  });
const replaceWithLink = (path: string, target: string) => {
  rmSync(path, { recursive: true });
  symlinkSync(target, path);
};

const ATTACKS: Readonly<Record<string, Attack>> = {
  "a filter": config(filter("x")),
  "a filter whose name contains an equals sign": config(filter("a=b")),
  "settings for worktrees only": included("gitdir:**/worktrees/**"),
  "settings for the branches of sub-agents only": included("onbranch:tinyagi/**"),
  "settings for one branch that ignores case": included("gitdir/i:**/WORKTREES/**"),
  "an included file": {
    prepare({ repo, run }) {
      writeFileSync(join(repo, ".git/more"), filter("x")(run));
      appendFileSync(join(repo, ".git/config"), "[include]\n\tpath = more\n");
    },
    edits: true,
  },
  "settings of the worktree": {
    prepare({ repo, run }) {
      appendFileSync(join(repo, ".git/config"), "[extensions]\n\tworktreeConfig = true\n");
      writeFileSync(join(repo, ".git/config.worktree"), filter("x")(run));
    },
    edits: true,
  },
  "programs for every purpose": config(
    (run) => `[core]
	fsmonitor = "${run}; false"
	sshCommand = "${run}"
	editor = "${run}"
	pager = "${run}"
	askPass = "${run}"
	gitProxy = "${run}"
	alternateRefsCommand = "${run}"
[diff]
	external = "${run}"
[diff "x"]
	command = "${run}"
	textconv = "${run}"
[merge "x"]
	driver = "${run}"
[credential]
	helper = "!${run}"
[gpg]
	program = "${run}"
[commit]
	gpgSign = true
[alias]
	worktree = "!${run}"
	status = "!${run}"
	read-tree = "!${run}"
	checkout-index = "!${run}"
[trace2]
	eventTarget = /dev/null
[uploadpack]
	packObjectsHook = "${run}"
`,
  ),
  "hooks for every step": {
    prepare({ repo, run }) {
      const names = ["post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"];
      for (const name of [...names, "pre-auto-gc", "update", "pre-commit"]) {
        const hook = join(repo, ".git/hooks", name);
        mkdirSync(join(repo, ".git/hooks"), { recursive: true });
        writeFileSync(hook, `#!/bin/sh\n${run}\n`);
        chmodSync(hook, 0o755);
      }
      mkdirSync(join(repo, "hooks2"));
      writeFileSync(join(repo, "hooks2/post-checkout"), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
      appendFileSync(join(repo, ".git/config"), `[core]\n\thooksPath = ${join(repo, "hooks2")}\n`);
    },
    edits: true,
  },
  "a working tree elsewhere": {
    prepare({ repo, outside }) {
      appendFileSync(join(repo, ".git/config"), `[core]\n\tworktree = ${outside}\n`);
    },
    edits: true,
  },
  "an included pipe that nobody writes": {
    prepare({ repo }) {
      execFileSync("mkfifo", [join(repo, ".git/pipe")]);
      appendFileSync(join(repo, ".git/config"), "[include]\n\tpath = pipe\n");
    },
  },
  "settings that are a pipe": {
    prepare({ repo }) {
      rmSync(join(repo, ".git/config"));
      execFileSync("mkfifo", [join(repo, ".git/config")]);
    },
  },
  "a repository of somebody else behind a file": {
    refused: "not_linked_back",
    prepare({ repo, outside }) {
      rmSync(join(repo, ".git"), { recursive: true });
      writeFileSync(join(repo, ".git"), `gitdir: ${outside}/.git\n`);
    },
  },
  "a repository of somebody else behind a link": {
    refused: "link",
    prepare: ({ repo, outside }) => replaceWithLink(join(repo, ".git"), join(outside, ".git")),
  },
  "objects of somebody else": {
    refused: "link",
    prepare({ repo, outside }) {
      replaceWithLink(join(repo, ".git/objects"), join(outside, ".git/objects"));
      writeFileSync(join(repo, ".git/refs/heads/main"), sh(outside, "rev-parse", "HEAD"));
    },
  },
  "borrowed objects of somebody else": {
    refused: "alternates",
    prepare({ repo, outside }) {
      mkdirSync(join(repo, ".git/objects/info"), { recursive: true });
      writeFileSync(join(repo, ".git/objects/info/alternates"), `${outside}/.git/objects\n`);
      writeFileSync(join(repo, ".git/refs/heads/main"), sh(outside, "rev-parse", "HEAD"));
    },
  },
  "a branch of somebody else behind a link": {
    refused: "link",
    prepare: ({ repo, outside }) =>
      replaceWithLink(join(repo, ".git/refs/heads"), join(outside, ".git/refs/heads")),
  },
  "a common folder elsewhere": {
    refused: "not_linked_back",
    prepare: ({ repo, outside }) => writeFileSync(join(repo, ".git/commondir"), `${outside}/.git\n`),
  },
};

const names = Object.keys(ATTACKS);
const idOf = (name: string) => `a${names.indexOf(name)}`;

describe("the repository of an agent", () => {
  let model: MockModelServer;
  let stage: Stage;
  let client: Client;
  /** Contents of all files that sub-agents found in their folders. */
  const seen: string[] = [];

  const resolveWorkspace = (name: string) => join(stage.place.workspace, idOf(name));
  const toMark = (name: string) => join(stage.place.root, `ran-${idOf(name)}`);
  const getOutsidePath = () => join(stage.place.root, "private");
  /** Folders of the sub-agents of an agent. */
  function listPlaces(name: string): string[] {
    const folder = join(resolveWorkspace(name), ".agents");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((entry) => entry.startsWith("part-"))
      .map((entry) => join(folder, entry));
  }

  function answer({ lastUserText, system }: MockRequest) {
    const attack = names.find((name) => system.includes(`\`@${idOf(name)}\``));
    if (!lastUserText.includes("TASK-part")) {
      if (lastUserText.includes("sub-agents have ended")) return { text: `ENDED\n${lastUserText}` };
      const agents = [{ id: "part", prompt: "TASK-part", effects: "write" }];
      const plan = { version: 1, goal: "One part", agents, output: "part" };
      return { text: `\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\`` };
    }
    for (const place of attack === undefined ? [] : listPlaces(attack)) {
      seen.push(...buildTree(place).map((file) => readFileSync(file, "utf8")));
      if (ATTACKS[attack ?? ""]?.edits === true)
        for (const file of ["a.txt", "a.md"]) writeFileSync(join(place, file), "two\n");
    }
    return { text: "DID" };
  }

  beforeAll(async () => {
    model = await createMockModelServer({ script: answer });
    stage = await openStage({
      settings: {
        agents: Object.fromEntries(
          names.map((name) => [idOf(name), { name: idOf(name), provider: "custom:mock", model: "" }]),
        ),
        custom_providers: {
          mock: {
            name: "Mock",
            harness: "api",
            base_url: model.openaiUrl,
            api_key: "sk-mock-1",
            model: "m1",
          },
        },
      },
    });
    mkdirSync(getOutsidePath());
    sh(getOutsidePath(), "init", "-q", "-b", "main");
    writeFileSync(join(getOutsidePath(), "secret.txt"), "canary-private\n");
    sh(getOutsidePath(), "add", ".");
    sh(getOutsidePath(), "commit", "-qm", "private");
    for (const name of names) prepare(name);
    ({ client } = await stage.start());
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await model?.close();
  });

  function prepare(name: string): void {
    const repo = resolveWorkspace(name);
    mkdirSync(repo, { recursive: true });
    sh(repo, "init", "-q", "-b", "main");
    writeFileSync(join(repo, ".gitattributes"), ATTRIBUTES);
    writeFileSync(join(repo, ".gitignore"), ".agents\n");
    for (const file of ["a.txt", "a.md"]) writeFileSync(join(repo, file), "one\n");
    sh(repo, "add", ".");
    sh(repo, "commit", "-qm", "first");
    const program = join(stage.place.root, `run-${idOf(name)}`);
    writeFileSync(program, `#!/bin/sh\ntouch '${toMark(name)}'\n`, { mode: 0o755 });
    ATTACKS[name]?.prepare({ repo, run: program, outside: getOutsidePath() });
  }

  test.each(names)("runs nothing and shows nothing of others: %s", { timeout: 60_000 }, async (name) => {
    const before = buildTree(join(getOutsidePath(), ".git"));
    const { conversation } = await client.sendAndWait({ message: `@${idOf(name)} go` });
    expect(conversation.replies[0]?.message).toContain("ENDED");
    expect(existsSync(toMark(name))).toBe(false);
    expect(seen.join("\n")).not.toContain("canary-private");
    expect(buildTree(join(getOutsidePath(), ".git"))).toEqual(before);
    const attack = ATTACKS[name];
    if (attack?.edits === true) {
      expect(conversation.replies[0]?.message).toContain("branch tinyagi/part-");
      expect(readFileSync(join(listPlaces(name)[0] ?? "", "a.txt"), "utf8")).toBe("two\n");
    }
  });
});

/** Paths of all regular files. */
function buildTree(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
