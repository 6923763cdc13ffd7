import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@tinyagi/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { before, swappable } from "../../../base/src/files/fixture.js";
import { validateSettings } from "../settings/validate-settings.js";
import { WORKSPACE_TEXT_MAX_BYTES } from "./workspace-file.js";
import { createWorkspaces, type Workspaces } from "./workspaces.js";

let root: string;
let home: string;
let settings: Settings;
let workspaces: Workspaces;
const coderDirectory = (): string => join(root, "ws", "coder");

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-ws-")));
  home = join(root, "user", ".tinyagi");
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "token"), "canary");
  settings = validateSettings({
    workspace: { path: join(root, "ws") },
    agents: {
      coder: { name: "Coder # x", provider: "demo", role: "writes code" },
      guest: { name: "Guest", provider: "demo", working_directory: join(root, "project") },
    },
  });
  workspaces = createWorkspaces({ settings: () => settings, home, userHome: join(root, "user") });
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("ensuring a workspace", () => {
  it("creates what an agent expects, with the link of the skills", async () => {
    expect(await workspaces.ensure("coder")).toBe(coderDirectory());
    expect((await readdir(coderDirectory())).sort()).toEqual([
      ".agents",
      ".claude",
      ".tinyagi",
      "AGENTS.md",
      "heartbeat.md",
      "memory",
    ]);
    expect(await readlink(join(coderDirectory(), ".claude", "skills"))).toBe("../.agents/skills");
    expect(await realpath(join(coderDirectory(), ".claude", "skills"))).toBe(
      join(coderDirectory(), ".agents", "skills"),
    );
    expect(await workspaces.readText("coder", "AGENTS.md")).toMatch(/^<!-- .*@coder.* -->\n$/);
    expect(await workspaces.readText("coder", ".tinyagi/SOUL.md")).toContain(
      "# Coder # x\n\nRole: writes code\n",
    );
    expect(await workspaces.readText("coder", "heartbeat.md")).toContain("nothing to report");
  });

  it("uses the working directory of the agent", async () => {
    expect(await workspaces.ensure("guest")).toBe(join(root, "project"));
    expect(await workspaces.toPath("guest")).toBe(join(root, "project"));
  });

  it("never overwrites, replaces or deletes what is there", async () => {
    await mkdir(join(coderDirectory(), ".claude", "skills", "mine"), { recursive: true });
    await writeFile(join(coderDirectory(), "AGENTS.md"), "");
    await writeFile(join(coderDirectory(), "heartbeat.md"), "mine");
    await writeFile(join(coderDirectory(), "memory"), "a file");
    await workspaces.ensure("coder");
    expect(await workspaces.readText("coder", "AGENTS.md")).toBe("");
    expect(await workspaces.readText("coder", "heartbeat.md")).toBe("mine");
    expect(await workspaces.readText("coder", "memory")).toBe("a file");
    expect((await lstat(join(coderDirectory(), ".claude", "skills"))).isDirectory()).toBe(true);
    expect(await readdir(join(coderDirectory(), ".claude", "skills"))).toEqual(["mine"]);
  });

  it("does its work once: what an agent removes stays removed until the directory is gone", async () => {
    await workspaces.ensure("coder");
    await rm(join(coderDirectory(), "heartbeat.md"));
    await workspaces.ensure("coder");
    expect(await workspaces.readText("coder", "heartbeat.md")).toBeNull();
    await rm(coderDirectory(), { recursive: true });
    await workspaces.ensure("coder");
    expect(await workspaces.readText("coder", "heartbeat.md")).not.toBeNull();
  });

  it("works for many at once", async () => {
    const paths = await Promise.all(Array.from({ length: 20 }, () => workspaces.ensure("coder")));
    expect(new Set(paths)).toEqual(new Set([coderDirectory()]));
  });

  it("creates nothing through links an agent laid", async () => {
    await mkdir(coderDirectory(), { recursive: true });
    for (const name of [".tinyagi", ".agents", ".claude"]) await symlink(home, join(coderDirectory(), name));
    await symlink(join(home, "planted"), join(coderDirectory(), "heartbeat.md"));
    await workspaces.ensure("coder");
    expect(await readdir(home)).toEqual(["token"]);
  });

  it("creates nothing elsewhere when a directory becomes a link in between", async () => {
    await mkdir(join(coderDirectory(), ".agents"), { recursive: true });
    const swapped = swappable(join(coderDirectory(), ".agents"), home);
    {
      using _swap = before("mkdir", (path) => path.endsWith("/skills") && swapped.link());
      await workspaces.ensure("coder");
    }
    expect(await readdir(home)).toEqual(["token"]);
  });

  it("refuses a workspace that became a link to the daemon's home", async () => {
    await workspaces.ensure("coder");
    await rm(coderDirectory(), { recursive: true });
    await symlink(home, coderDirectory());
    await expect(workspaces.ensure("coder")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(workspaces.readText("coder", "token")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    expect(await readdir(home)).toEqual(["token"]);
  });

  it.each(["nobody", "constructor", "__proto__", "../coder"])(
    "knows no agent %j and creates nothing",
    async (id) => {
      await expect(workspaces.ensure(id)).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
      await expect(lstat(join(root, "ws"))).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  it("follows a change of the settings", async () => {
    await workspaces.ensure("coder");
    settings = { ...settings, workspace: { path: "~/other" } };
    expect(await workspaces.ensure("coder")).toBe(join(root, "user", "other", "coder"));
    settings = { ...settings, workspace: {} };
    expect(workspaces.root()).toBe(join(root, "user", "tinyagi-workspace"));
  });
});

describe("files of a workspace", () => {
  beforeEach(async () => {
    await workspaces.ensure("coder");
  });

  it("are written and read, and a missing one is null", async () => {
    await workspaces.writeText("coder", "AGENTS.md", "be kind");
    expect(await workspaces.readText("coder", "AGENTS.md")).toBe("be kind");
    expect(await workspaces.readText("coder", "memory/none.md")).toBeNull();
    expect(await readFile(join(coderDirectory(), "AGENTS.md"), "utf8")).toBe("be kind");
  });

  it.each(["../guest/x", "/etc/passwd", "", "a\0b", "memory/../../x", "<workspace>/AGENTS.md"])(
    "are refused outside, and where the path is absolute, as %j",
    async (given) => {
      const name = given.replace("<workspace>", coderDirectory());
      await expect(workspaces.readText("coder", name)).rejects.toMatchObject({ code: "PATH_REFUSED" });
      await expect(workspaces.writeText("coder", name, "x")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    },
  );

  it("are refused through links that lead out, for reading and for writing", async () => {
    await symlink(join(home, "token"), join(coderDirectory(), "link.md"));
    await symlink(home, join(coderDirectory(), "dir"));
    for (const name of ["link.md", "dir/token"]) {
      await expect(workspaces.readText("coder", name)).rejects.toMatchObject({ code: "PATH_REFUSED" });
      await expect(workspaces.writeText("coder", name, "overwritten")).rejects.toMatchObject({
        code: "PATH_REFUSED",
      });
    }
    expect(await readFile(join(home, "token"), "utf8")).toBe("canary");
  });

  it.each(["open", "rename"] as const)(
    "are not written elsewhere through a folder linked at the %s",
    async (step) => {
      const swapped = swappable(join(coderDirectory(), ".tinyagi"), home);
      {
        using _swap = before(step, (path) => path.endsWith(".tmp") && swapped.link());
        await workspaces.writeText("coder", ".tinyagi/token", "overwritten").catch(() => undefined);
      }
      expect(await readdir(home)).toEqual(["token"]);
      expect(await readFile(join(home, "token"), "utf8")).toBe("canary");
    },
  );

  it("are refused as a directory or beyond the size limit", async () => {
    await expect(workspaces.readText("coder", "memory")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(workspaces.writeText("coder", "memory", "x")).rejects.toMatchObject({
      code: "PATH_REFUSED",
    });
    await expect(workspaces.writeText("coder", "missing/x.md", "x")).rejects.toMatchObject({
      code: "PATH_REFUSED",
    });
    const large = "x".repeat(WORKSPACE_TEXT_MAX_BYTES + 1);
    await expect(workspaces.writeText("coder", "x.md", large)).rejects.toMatchObject({
      code: "PATH_REFUSED",
    });
    await writeFile(join(coderDirectory(), "large.md"), large);
    await expect(workspaces.readText("coder", "large.md")).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });
});
