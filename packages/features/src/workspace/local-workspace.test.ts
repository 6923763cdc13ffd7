import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { answerWorkspaceCall, createWorkspaceProxy, type WorkspaceOf } from "@tinyagi/contracts";
import { createWorkspaces, validateSettings } from "@tinyagi/home";
import { type ConformanceWorld, workspaceConformance } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../base/src/files/fixture.js";
import { createLocalWorkspaces } from "./local-workspace.js";
import { createWorkspaceOf } from "./workspace-of.js";

async function openWorld(): Promise<ConformanceWorld & { of: WorkspaceOf }> {
  const root = tempFolder();
  const [outside, filesOut] = [join(root, "outside"), join(root, "user/.tinyagi/files/out")];
  for (const folder of [outside, filesOut]) await mkdir(folder, { recursive: true });
  const settings = validateSettings({
    workspace: { path: join(root, "ws") },
    agents: { coder: { name: "Coder", provider: "demo" } },
  });
  const workspaces = createWorkspaces({
    settings: () => settings,
    home: join(root, "user/.tinyagi"),
    userHome: join(root, "user"),
  });
  const git = { scratch: root, path: process.env.PATH ?? "" };
  const of = createLocalWorkspaces({ workspaces, git, filesOut });
  return { of, workspace: of("coder"), folder: join(root, "ws/coder"), outside, filesOut };
}

describe("a workspace on this machine", () => {
  it.each(workspaceConformance)("%s", async (_name, check) => check(await openWorld()));

  it("fails for an unknown agent when it is used, not when it is asked for", async () => {
    const unknown = (await openWorld()).of("nobody");
    await expect(unknown.readText({ path: "AGENTS.md" })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
  });
});

describe("the same behind a wire", () => {
  it.each(workspaceConformance)("%s", async (_name, check) => {
    const world = await openWorld();
    const workspace = createWorkspaceProxy(async (call) => {
      const answer = await answerWorkspaceCall(world.workspace, JSON.parse(JSON.stringify(call)));
      return JSON.parse(JSON.stringify(answer));
    });
    await check({ ...world, workspace });
  });
});

describe("where an agent's workspace is", () => {
  it("is this machine without a place, and the machine that is its place", async () => {
    const { of: local, workspace, folder } = await openWorld();
    const of = createWorkspaceOf({
      local,
      placeOf: (agentId) => (agentId === "coder" ? undefined : "nas"),
      remote: (place, agentId) => ({ ...workspace, locate: async () => ({ folder: `${place}:${agentId}` }) }),
    });
    expect(await of("coder").locate({})).toEqual({ folder });
    expect(await of("writer").locate({})).toEqual({ folder: "nas:writer" });
  });

  it("fails in each operation, with a code, while that machine cannot be reached", async () => {
    const { of: local } = await openWorld();
    const of = createWorkspaceOf({ local, placeOf: () => "nas" });
    await expect(of("coder").readText({ path: "AGENTS.md" })).rejects.toMatchObject({
      code: "PLACE_OFFLINE",
      status: 503,
      retryable: true,
    });
    await expect(of("coder").prepare({})).rejects.toMatchObject({ code: "PLACE_OFFLINE" });
  });
});
