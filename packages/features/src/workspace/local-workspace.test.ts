import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  answerWorkspaceCall,
  createWorkspaceProxy,
  FILE_PART_BYTES,
  isAppError,
  type WorkspaceOf,
  type WorkspacePort,
} from "@tinyagi/contracts";
import { createWorkspaces, validateSettings } from "@tinyagi/home";
import { type ConformanceWorld, workspaceConformance } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../base/src/files/fixture.js";
import { localWorkspaces } from "./fixture.js";
import { bringFile } from "./received-files.js";
import { createWorkspaceOf } from "./workspace-of.js";

async function openWorld(): Promise<ConformanceWorld & { of: WorkspaceOf }> {
  const root = tempFolder();
  const home = join(root, "user/.tinyagi");
  const [outside, filesOut, filesIn] = [
    join(root, "outside"),
    join(home, "files/out"),
    join(home, "files/in"),
  ];
  for (const folder of [outside, filesOut, filesIn]) await mkdir(folder, { recursive: true });
  const settings = validateSettings({
    workspace: { path: join(root, "ws") },
    agents: { coder: { name: "Coder", provider: "demo" } },
  });
  const workspaces = createWorkspaces({
    settings: () => settings,
    home,
    userHome: join(root, "user"),
  });
  const of = localWorkspaces(root, { workspaces, filesOut, filesIn });
  return { of, workspace: of("coder"), folder: join(root, "ws/coder"), outside, filesOut, filesIn };
}

describe("a workspace on this machine", () => {
  it.each(workspaceConformance)("%s", async (_name, check) => check(await openWorld()));

  it("fails for an unknown agent when it is used, not when it is asked for", async () => {
    const unknown = (await openWorld()).of("nobody");
    await expect(unknown.readText({ path: "AGENTS.md" })).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
  });
});

/** As it would cross to another machine. */
function behindWire(workspace: WorkspacePort): WorkspacePort {
  return createWorkspaceProxy(async (call) => {
    const answer = await answerWorkspaceCall(workspace, JSON.parse(JSON.stringify(call)));
    return JSON.parse(JSON.stringify(answer));
  });
}

describe("the same behind a wire", () => {
  it.each(workspaceConformance)("%s", async (_name, check) => {
    const { workspace, ...world } = await openWorld();
    await check({ ...world, workspace: behindWire(workspace) });
  });
});

describe("a workspace on another machine", () => {
  /** The files of the agent are there; copies arrive here. */
  async function openTwo() {
    const there = await openWorld();
    const here = await openWorld();
    const of = createWorkspaceOf({
      local: here.of,
      filesOut: here.filesOut,
      placeOf: () => "nas",
      remote: () => behindWire(there.workspace),
    });
    return { here, there, workspace: of("coder") };
  }

  it.each(workspaceConformance)("%s", async (_name, check) => {
    const { here, there, workspace } = await openTwo();
    await check({ ...there, filesOut: here.filesOut, workspace });
  });

  it("sends a file of several parts, and keeps no copy of it there", async () => {
    const { here, there, workspace } = await openTwo();
    await workspace.prepare({});
    const content = randomBytes(3 * FILE_PART_BYTES + 7);
    await writeFile(join(there.folder, "report.bin"), content);
    const sent = await workspace.sendFile({ requested: "report.bin" });
    expect(sent).toMatchObject({ ok: true, bytes: content.length });
    const [copy = ""] = await readdir(here.filesOut);
    expect((await readFile(join(here.filesOut, copy))).equals(content)).toBe(true);
    expect(await readdir(there.filesOut)).toEqual([]);
  });

  it("leaves nothing here when that machine stops in the middle of a file, or never ends it", async () => {
    const { here, there } = await openTwo();
    const empty = { bytes: "", last: false };
    const endless = { bytes: Buffer.alloc(FILE_PART_BYTES).toString("base64"), last: false };
    for (const [answer, outcome] of [
      [empty, { refused: "PLACE_OFFLINE" }],
      [endless, { why: { code: "file", refusal: "too_large" } }],
    ] as const) {
      const hostile: WorkspacePort = {
        ...there.workspace,
        sendFile: async () => ({ ok: true, copy: "0123456789abcdef-x", bytes: 1 }),
        readSent: async () => answer,
      };
      const of = createWorkspaceOf({
        local: here.of,
        filesOut: here.filesOut,
        placeOf: () => "nas",
        remote: () => hostile,
      });
      const sent = await of("coder")
        .sendFile({ requested: "x" })
        .catch((error: unknown) => ({ ok: false, refused: isAppError(error) ? error.code : "" }));
      expect(sent).toMatchObject({ ok: false, ...outcome });
      expect(await readdir(here.filesOut)).toEqual([]);
    }
  });

  it("gets a file that a person sent, whole, and once", async () => {
    const { here, there, workspace } = await openTwo();
    const place = "operator/0a1b/0a1b.bin";
    const content = randomBytes(2 * FILE_PART_BYTES);
    await mkdir(join(here.filesIn, "operator/0a1b"), { recursive: true });
    await writeFile(join(here.filesIn, place), content);
    const path = await bringFile(workspace, { filesIn: here.filesIn, place });
    expect(path).toBe(join(there.filesIn, place));
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await readdir(join(there.filesIn, "operator/0a1b"))).toEqual(["0a1b.bin"]);
    await writeFile(join(here.filesIn, place), "other");
    await bringFile(workspace, { filesIn: here.filesIn, place });
    expect((await readFile(path)).equals(content)).toBe(true);
  });
});

describe("where an agent's workspace is", () => {
  it("is this machine without a place, and the machine that is its place", async () => {
    const { of: local, workspace, folder } = await openWorld();
    const of = createWorkspaceOf({
      local,
      filesOut: "/nowhere",
      placeOf: (agentId) => (agentId === "coder" ? undefined : "nas"),
      remote: (place, agentId) => ({ ...workspace, locate: async () => ({ folder: `${place}:${agentId}` }) }),
    });
    expect(await of("coder").locate({})).toEqual({ folder });
    expect(await of("writer").locate({})).toEqual({ folder: "nas:writer" });
  });

  it("fails in each operation, with a code, while that machine cannot be reached", async () => {
    const { of: local } = await openWorld();
    const of = createWorkspaceOf({ local, filesOut: "/nowhere", placeOf: () => "nas" });
    await expect(of("coder").readText({ path: "AGENTS.md" })).rejects.toMatchObject({
      code: "PLACE_OFFLINE",
      status: 503,
      retryable: true,
    });
    await expect(of("coder").prepare({})).rejects.toMatchObject({ code: "PLACE_OFFLINE" });
  });
});
