/**
 * An agent's workspace may be on another machine. Its files are reached through the workspace port alone: only the local
 * implementation works on them, and what runs on the machine of the agent. The rest of this list may only shrink.
 */
import ts from "typescript";
import { expect, test } from "vitest";
import { ownSources, parseSource } from "./support/source-files.js";

/** Functions that say where a workspace is, or work on what is in it. */
const WAYS_IN = new Set([
  ...["Workspaces", "createWorkspaces", "resolveWorkspacePath", "agentWorkspace", "provisionWorkspace"],
  ...["readWithin", "writeWithin", "createNodePlaces", "workspaceDiff", "resolveOutgoingFile"],
  ...["createMemory", "readWorkspaceMemory", "readMemoryIndex", "listFolder", "realFolder"],
  ...["skillNames", "listInstalled", "readInstalled", "placeSkill", "removeSkill", "getSkillsPath"],
  ...["createSkillIndex", "loadSkillHead", "promptFileProblem", "whyNotRead"],
  ...["unusedMcpServers"],
]);

/** What works on files itself. */
const FILE_MODULES = /^(?:node:)?fs(?:\/promises)?$/;
const FILE_FUNCTIONS = new Set([
  ...[
    "openRegularFile",
    "openFolder",
    "openFolderBelow",
    "writeFileAtomic",
    "createFileCache",
    "makeDirectory",
  ],
  ...["installTree", "removeTree", "resolveRealPath"],
]);

/** The local implementation, by folder. */
const LOCAL = [
  "packages/home/src/workspace/",
  "packages/home/src/workspace-diff/",
  "packages/features/src/workspace/",
  "packages/features/src/memory/",
  "packages/features/src/skills/skill-folder.ts",
  "packages/features/src/skills/skill-content.ts",
  "packages/features/src/skills/skill-index.ts",
];

/** Beside the local implementation, with the reason. No file is added. */
const STILL: Readonly<Record<string, string>> = {
  "packages/daemon/src/daemon.ts": "looks for the database",
  "packages/daemon/src/backup.ts": "puts backups into the home",
  "packages/features/src/backup/collect-workspace.ts": "copies into the folder of a backup",
  "packages/daemon/src/agent-workspaces.ts": "builds the local implementation",
  "packages/daemon/src/outgoing.ts": "files of the operator, which are in the home",
  "packages/daemon/src/agent-place.ts": "for commands without a daemon",
  "packages/daemon/src/agent-reach.ts": "what a run on this machine may read",
  "packages/daemon/src/effective-prompt.ts": "reads the MCP file of the person",
  "packages/harness/src/acp/acp-harness.ts": "runs on the machine of the agent",
  "packages/harness/src/api/model-harness.ts": "runs on the machine of the agent",
  "packages/harness/src/opencode/opencode-harness.ts": "runs on the machine of the agent",
  "packages/daemon/src/worker/worker-invoker.ts": "runs on the machine of the agent",
  "packages/features/src/backup/move-workspaces.ts": "restores workspaces",
  "packages/features/src/backup/restore-backup.ts": "restores workspaces",
  "packages/features/src/import/old-workspaces.ts": "takes over workspaces of the predecessor",
  "packages/features/src/skills/skill-source.ts": "reads skills that are no agent's yet",
  "packages/features/src/company/company-folder.ts": "notes of the company, in the home and in no workspace",
  "packages/home/src/settings/check-places.ts": "looks at settings, at no file",
  "packages/cli/src/doctor/mcp-check.ts": "doctor works without a daemon",
  "packages/cli/src/doctor/workspace-check.ts": "doctor works without a daemon",
  "packages/cli/src/command/agent/agent-add.ts": "copies a template",
  "packages/cli/src/command/agent/agent-prompt-file.ts": "looks at a prompt file",
  "packages/cli/src/command/import/export.ts": "reads skills",
  "packages/cli/src/adding/add-agents.ts": "writes skills and looks at texts",
  "packages/cli/src/command/mcp/mcp-import.ts": "reads MCP files",
};

const isLocal = (name: string) => LOCAL.some((path) => name.startsWith(path));
/** Packages' own lists of exports pass names on. */
const isIndex = (name: string) => name.endsWith("/index.ts");
const isTestSupport = (name: string) => /fixture|^packages\/testkit\//.test(name);

interface Imports {
  names: Set<string>;
  modules: string[];
}

function importsOf(source: ts.SourceFile): Imports {
  const imports: Imports = { names: new Set(), modules: [] };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      imports.modules.push(node.moduleSpecifier.text);
    if (ts.isImportSpecifier(node)) imports.names.add((node.propertyName ?? node.name).text);
    // `const { name } = await import("…")`, as commands load what they need late.
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && loadsLate(node.initializer))
      for (const { propertyName, name } of node.name.elements)
        imports.names.add((propertyName ?? name).getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function loadsLate(initializer: ts.Expression | undefined): boolean {
  const awaited =
    initializer !== undefined && ts.isAwaitExpression(initializer) ? initializer.expression : undefined;
  return (
    awaited !== undefined &&
    ts.isCallExpression(awaited) &&
    awaited.expression.kind === ts.SyntaxKind.ImportKeyword
  );
}

/** @returns what a file of the product does that only the local implementation may do */
function reachesIn(source: ts.SourceFile): string[] {
  const { names, modules } = importsOf(source);
  const found = [...names].filter((name) => WAYS_IN.has(name));
  if (!/\b(?:workspaceOf|WorkspacePort|WorkspaceOf)\b/.test(source.text)) return found;
  // Who asks the port knows where the workspace is, so it works on no file.
  return [
    ...found,
    ...modules.filter((name) => FILE_MODULES.test(name)),
    ...[...names].filter((name) => FILE_FUNCTIONS.has(name)),
  ];
}

const found = new Map(
  ownSources()
    .filter(({ fileName }) => !isLocal(fileName) && !isIndex(fileName) && !isTestSupport(fileName))
    .map((source): [string, string[]] => [source.fileName, reachesIn(source)])
    .filter(([, reaches]) => reaches.length > 0),
);

test("nothing but the local implementation works on the files of a workspace, but for a list", () => {
  expect([...found].filter(([name]) => !Object.hasOwn(STILL, name))).toEqual([]);
});

test("what the list names still does it: a file that does not any more is taken out", () => {
  expect(Object.keys(STILL).filter((name) => !found.has(name))).toEqual([]);
});

test.each([
  ["a way in", 'import { createWorkspaces } from "@tinyagi/home"; createWorkspaces();'],
  [
    "a way in that is loaded late",
    'async () => { const { agentWorkspace } = await import("@tinyagi/daemon"); };',
  ],
  [
    "files beside the port",
    'import { readFile } from "node:fs/promises"; readFile(workspaceOf("a").folder);',
  ],
  [
    "careful work on files beside it",
    'import { openFolder } from "@tinyagi/base"; openFolder(workspaceOf("a"));',
  ],
])("%s is found", (_name, text) => {
  expect(reachesIn(parseSource("x.ts", text))).not.toEqual([]);
});

test("the port alone is no way in", () => {
  expect(reachesIn(parseSource("x.ts", 'await workspaceOf("a").readText({ path: "AGENTS.md" });'))).toEqual(
    [],
  );
});
