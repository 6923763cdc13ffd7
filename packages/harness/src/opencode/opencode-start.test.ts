/** Starts of opencode in the real sandbox, in a folder tree as the daemon makes it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createOpencodeHarness } from "./opencode-harness.js";

/** Answers with the contents of everything that opencode would load. */
const PROGRAM = `#!/bin/sh
cat > /dev/null
found=$(cat ../.opencode/* ../opencode.json ../../.opencode/* ../../opencode.json .opencode/* opencode.json 2>/dev/null | tr -d '\\n')
part() { printf '{"type":"%s","sessionID":"ses_1","part":%s}\\n' "$1" "$2"; }
part step_start '{}'
part text "{\\"text\\":\\"found:$found\\"}"
part step_finish '{"reason":"stop","tokens":{"input":1,"output":1,"reasoning":0,"cache":{"read":0,"write":0}},"cost":0}'
`;

/** `own` is the workspace of the run, in a folder of all workspaces. */
function createTree() {
  const root = realpathSync(mkdtempSync(join("/var/tmp", "tinyagi-opencode-start-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspaces = join(root, "workspaces");
  const tree = {
    root,
    home: join(root, "home"),
    workspaces,
    group: join(workspaces, "group"),
    own: join(workspaces, "group", "own"),
    command: join(root, "bin", "opencode"),
  };
  for (const folder of [tree.home, tree.own, join(root, "bin"), join(root, "tmp")])
    mkdirSync(folder, { recursive: true });
  writeFileSync(tree.command, PROGRAM, { mode: 0o755 });
  return tree;
}

type Tree = ReturnType<typeof createTree>;

function plant(folder: string): void {
  mkdirSync(join(folder, ".opencode"));
  writeFileSync(join(folder, ".opencode", "plugin.js"), "PLUGIN");
  writeFileSync(join(folder, "opencode.json"), "CONFIG");
  writeFileSync(join(folder, "opencode.jsonc"), "CONFIG");
}

async function answer(tree: Tree, reach: HarnessRequest["reach"]): Promise<string> {
  const harness = createOpencodeHarness({
    command: tree.command,
    tempDir: join(tree.root, "tmp"),
    sealed: { home: tree.home, readable: [] },
  });
  const request: HarnessRequest = {
    runId: "run_1",
    agentId: "a",
    cwd: tree.own,
    prompt: "hello",
    systemPrompt: "",
    permissions: "sandboxed",
    deniedPaths: [],
    ...(reach && { reach }),
    env: { PATH: process.env.PATH ?? "", HOME: join(tree.root, "user") },
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 100_000, maxLineBytes: 100_000 },
  };
  const { text } = await harness.run(request, { signal: new AbortController().signal, onEvent: () => {} });
  return text;
}

describe("opencode starts and finds nothing to load", needs("bubblewrap"), () => {
  test.each(["workspaces", "group", "own", "root"] as const)("with project files in %s", async (place) => {
    const tree = createTree();
    plant(tree[place]);
    const reach = { readable: [tree.own], closed: [tree.workspaces], siblings: [] };
    expect(await answer(tree, reach)).toBe("found:");
  });

  test("with project files in a closed folder that is opened again for reading", async () => {
    const tree = createTree();
    for (const folder of [tree.workspaces, tree.group]) plant(folder);
    const reach = { readable: [tree.own, tree.group], closed: [tree.workspaces], siblings: [] };
    expect(await answer(tree, reach)).toBe("found:");
  });

  test("with project files in the daemon's home around the workspace", async () => {
    const tree = createTree();
    for (const folder of [tree.workspaces, tree.group]) plant(folder);
    expect(await answer({ ...tree, home: tree.workspaces }, undefined)).toBe("found:");
  });
});
