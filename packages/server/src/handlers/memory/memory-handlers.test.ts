/** @requirement MEMORY-1 @requirement PROMPT-1 */

import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { createWorkspaces } from "@tinyagi/home";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, test } from "vitest";
import { localWorkspaces } from "../../../../features/src/workspace/fixture.js";
import { promptHandlers } from "../agent/prompt-handlers.js";
import { agents, buildContext, createHandlerFixture } from "../fixture.js";
import type { Services } from "../services.js";
import { memoryHandlers } from "./memory-handlers.js";

const content = "---\nname: Release\nsummary: How we ship\n---\nOn Fridays.\n";

describe("an agent's notes", () => {
  test("are written, listed in the shape of 0.0.20, read, found and removed", async () => {
    const { call } = await createHandlerFixture({ agents: agents("coder") });
    const empty = await call("GET", "/api/agents/coder/memory");
    expect(empty).toMatchObject({ status: 200, body: { index: "", files: [] } });
    const memoryDir: string = empty.body.memoryDir;
    const written = await call("PUT", "/api/agents/coder/memory/note", { path: "work/release", content });
    expect(written.body).toEqual({
      ok: true,
      created: true,
      note: { name: "Release", path: "work/release.md", summary: "How we ship" },
    });
    expect(readFileSync(join(memoryDir, "work/release.md"), "utf8")).toBe(content);
    expect((await call("GET", "/api/agents/coder/memory")).body).toEqual({
      index: "- **[work/]**\n  - **Release** — How we ship  `memory/work/release.md`",
      files: [{ name: "Release", path: "work/release.md" }],
      memoryDir,
    });
    expect((await call("GET", "/api/agents/coder/memory/note?path=work/release.md")).body).toMatchObject({
      content,
    });
    expect((await call("GET", "/api/agents/coder/memory/search?q=fridays")).body).toMatchObject({
      results: [{ path: "work/release.md", snippet: "On Fridays." }],
      cut: false,
    });
    expect((await call("DELETE", "/api/agents/coder/memory/note?path=work/release.md")).body).toEqual({
      ok: true,
    });
    expect((await call("GET", "/api/agents/coder/memory/note?path=work/release.md")).status).toBe(404);
  });

  test("are not changed by a hostile path, a note without frontmatter or an unknown agent", async () => {
    const { call } = await createHandlerFixture({ agents: agents("coder") });
    const put = (path: string, text: string) =>
      call("PUT", "/api/agents/coder/memory/note", { path, content: text });
    expect(await put("../AGENTS.md", content)).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect(await put("a", "text")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
    expect(await call("GET", "/api/agents/nobody/memory")).toEqual({
      status: 404,
      body: { error: "agent 'nobody' not found", code: "NOT_FOUND" },
    });
    expect((await call("GET", "/api/agents/constructor/memory")).status).toBe(400);
  });
});

describe("AGENTS.md and SOUL.md", () => {
  test.each([
    ["system-prompt", "AGENTS.md"],
    ["soul", ".tinyagi/SOUL.md"],
  ])("%s reads and replaces %s of the effective workspace", async (route, file) => {
    const { call } = await createHandlerFixture({
      agents: { coder: { name: "Coder", provider: "demo", working_directory: "elsewhere" } },
    });
    const url = `/api/agents/coder/${route}`;
    const { body } = await call("GET", url);
    expect(body.content).toBe("");
    expect(body.path.endsWith(`/elsewhere/${file}`)).toBe(true);
    expect(await call("PUT", url, { content: "Be kind.\n" })).toEqual({ status: 200, body: { ok: true } });
    expect(readFileSync(body.path, "utf8")).toBe("Be kind.\n");
    expect((await call("GET", url)).body).toEqual({ content: "Be kind.\n", path: body.path });
    expect((await call("PUT", url, {})).status).toBe(400);
    expect((await call("GET", `/api/agents/nobody/${route}`)).body.error).toBe("agent 'nobody' not found");
  });

  test("are not read or written through a link that leads out of the workspace", async () => {
    const { call } = await createHandlerFixture({ agents: agents("coder") });
    const { body } = await call("GET", "/api/agents/coder/system-prompt");
    const outside = join(body.path, "../../../outside.md");
    mkdirSync(join(body.path, ".."), { recursive: true });
    writeFileSync(outside, "canary");
    symlinkSync(outside, body.path);
    const read = await call("GET", "/api/agents/coder/system-prompt");
    expect(read).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect((await call("PUT", "/api/agents/coder/system-prompt", { content: "x" })).status).toBe(400);
    expect(readFileSync(outside, "utf8")).toBe("canary");
  });
});

describe("a run's own token", () => {
  const context = buildContext;
  const run = { kind: "run", runId: "r", agentId: "coder", conversationId: "c" } as const;

  test("gives access to its own agent's files only", async () => {
    const settings = settingsSchema.parse({ agents: agents("coder", "writer") });
    const workspaces = createWorkspaces({
      settings: () => settings,
      home: "/nowhere/home",
      userHome: "/nowhere",
    });
    const services = partial<Services>({
      settings: { current: () => settings },
      workspaceOf: localWorkspaces("/nowhere", { workspaces }),
    });
    const handlers = { ...memoryHandlers(services), ...promptHandlers(services) };
    const input = (id: string) => ({ params: { id }, query: undefined, body: undefined });
    expect(await handlers.listMemory(input("coder"), context(run))).toMatchObject({ files: [] });
    const note = { path: "a", content };
    for (const principal of [run, { kind: "channel", channel: "discord" } as const]) {
      const caller = context(principal);
      const other = { params: { id: "writer" } };
      const calls: (() => unknown)[] = [
        () => handlers.listMemory(input("writer"), caller),
        () => handlers.readNote({ ...other, query: { path: "a" }, body: undefined }, caller),
        () => handlers.writeNote({ ...other, query: undefined, body: note }, caller),
        () => handlers.deleteNote({ ...other, query: { path: "a" }, body: undefined }, caller),
        () => handlers.searchMemory({ ...other, query: { q: "a", limit: 1 }, body: undefined }, caller),
        () => handlers.getSystemPrompt(input("writer"), caller),
        () => handlers.putSoul({ ...other, query: undefined, body: { content: "x" } }, caller),
      ];
      for (const call of calls)
        await expect(Promise.resolve().then(call)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});
