/** @requirement PROMPT-2 */
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EffectivePrompt } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { startTestDaemon, testHome } from "./fixture.js";

const AGENTS = {
  coder: { name: "Coder", provider: "anthropic", model: "" },
  writer: { name: "Writer", provider: "opencode", model: "x/y" },
};

async function open() {
  const place = testHome({ agents: AGENTS });
  const daemon = await startTestDaemon(place);
  const workspace = (id: string) => join(place.home, "../ws", id);
  const read = (id: string) => daemon.json<EffectivePrompt>(`/api/agents/${id}/effective-prompt`);
  return { daemon, workspace, read };
}

test("the texts of the workspace are in the effective prompt, and the skills where a program needs a list", async () => {
  const { daemon, read } = await open();
  const body = JSON.stringify({ content: "Use tabs." });
  await daemon.call("/api/agents/writer/system-prompt", { method: "PUT", body });
  const note = JSON.stringify({ path: "ann", content: "---\nname: Ann\nsummary: Likes tea\n---\n" });
  await daemon.call("/api/agents/writer/memory/note", { method: "PUT", body: note });
  const { system, parts } = await read("writer");
  expect(system.text).toContain("**Ann** — Likes tea");
  expect(system.text).toContain("Use tabs.");
  expect(parts.find(({ kind }) => kind === "skills")?.text).toContain("`.agents/skills/tasks/SKILL.md`");
  expect((await read("coder")).parts.some(({ kind }) => kind === "skills")).toBe(false);
});

test("an MCP file in the workspace of a Claude Code agent is named, and nothing else in its place is waited for", async () => {
  const { workspace, read } = await open();
  const { warnings } = await read("coder");
  expect(warnings).toEqual([]);
  const file = join(workspace("coder"), ".mcp.json");
  writeFileSync(file, JSON.stringify({ mcpServers: { mine: { command: "x" } } }));
  expect((await read("coder")).warnings).toEqual([{ code: "mcp_servers_in_workspace", detail: file }]);
  rmSync(file);
  execFileSync("mkfifo", [file]);
  expect((await read("coder")).warnings).toEqual([]);
});
