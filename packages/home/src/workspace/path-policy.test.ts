import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isWithin } from "@tinyagi/base";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveWorkspacePath } from "./path-policy.js";

let root: string;
let userHome: string;
let home: string;
let workspaces: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-policy-")));
  userHome = join(root, "user");
  home = join(userHome, ".tinyagi");
  workspaces = join(userHome, "ws");
  await mkdir(join(home, "auth"), { recursive: true });
  await mkdir(workspaces);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (directory?: string, agentId = "coder"): Promise<string> =>
  resolveWorkspacePath({ root: workspaces, agentId, directory, home, userHome });

describe("the workspace of an agent", () => {
  it.each([
    ["by its id", () => undefined, () => join(workspaces, "coder")],
    ["by a relative path", () => "team/coder", () => join(workspaces, "team/coder")],
    ["by a path with dots that stays inside", () => "a/../coder", () => join(workspaces, "coder")],
    ["by an absolute path", () => join(root, "project"), () => join(root, "project")],
    ["below the user's home", () => "~/project", () => join(userHome, "project")],
    ["below the user's home, as a shell writes it", () => "$HOME/project", () => join(userHome, "project")],
  ])("is found %s", async (_what, directory, expected) => {
    expect(await at(directory())).toBe(expected());
  });

  it.each([
    "/",
    "/etc",
    "/etc/cron.d",
    "/proc/self",
    "/dev/shm/x",
    "/usr",
    "/usr/bin/x",
    "/tmp",
    "/var",
    "/root",
    "/home",
    "/tmp/../etc/x",
  ])("is refused in the system's directory %s", async (directory) => {
    await expect(at(directory)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it.each([
    ["the user's home", () => userHome],
    ["the user's home by its short name", () => "~"],
    ["what holds the user's home", () => root],
    ["the daemon's home", () => home],
    ["below the daemon's home", () => join(home, "auth")],
    ["a directory of keys", () => "~/.ssh"],
    ["where opencode keeps its keys", () => "~/.local/share/opencode"],
    ["the settings of an agent CLI", () => join(userHome, ".claude", "projects")],
    ["all workspaces", () => workspaces],
    ["all workspaces by a relative path", () => "."],
    ["a path that leads up", () => "../x"],
    ["a path that leads up later", () => "a/../../x"],
    ["a path with NUL", () => "a\0b"],
    ["an empty path", () => " "],
    ["a path without end", () => "x/".repeat(3_000)],
  ])("is refused as %s", async (_what, directory) => {
    await expect(at(directory())).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it("is refused through links that lead out of the workspace or into a forbidden place", async () => {
    await mkdir(join(root, "outside"));
    await symlink(join(root, "outside"), join(workspaces, "coder"));
    await symlink(home, join(workspaces, "spy"));
    await symlink(home, join(root, "alias"));
    await symlink("/etc", join(root, "etc"));
    await expect(at()).rejects.toThrow("link leads out");
    await expect(at("coder/deeper")).rejects.toThrow("link leads out");
    await expect(at(join(workspaces, "coder"))).rejects.toThrow("link leads out");
    await expect(at("~/ws/coder/deeper")).rejects.toThrow("link leads out");
    await expect(at(undefined, "spy")).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(at(join(root, "alias", "auth"))).rejects.toThrow("settings and token");
    await expect(at(join(root, "etc", "cron.d"))).rejects.toThrow("directory of the system");
  });

  it("may lie in a workspace that is itself reached through a link", async () => {
    await symlink(workspaces, join(root, "linked"));
    const path = await resolveWorkspacePath({ root: join(root, "linked"), agentId: "coder", home, userHome });
    expect(path).toBe(join(workspaces, "coder"));
  });

  it("is judged again at each use", async () => {
    await mkdir(join(workspaces, "coder"));
    await expect(at()).resolves.toBe(join(workspaces, "coder"));
    await rm(join(workspaces, "coder"), { recursive: true });
    await symlink(home, join(workspaces, "coder"));
    await expect(at()).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it.each([
    "..",
    ".",
    "../x",
    "a/b",
    "a\\b",
    "a\0",
    "%2e%2e",
    "__proto__",
    "constructor",
    "A",
    "",
    "default",
    "con:1",
  ])("is refused for the hostile id %j", async (id) => {
    await expect(at(undefined, id)).rejects.toMatchObject({ code: "PATH_REFUSED" });
    await expect(at("fine", id)).rejects.toMatchObject({ code: "PATH_REFUSED" });
  });

  it("is below the workspace or refused, whatever relative path is asked for", async () => {
    const step = fc.constantFrom("..", ".", "a", "~", "$HOME", "", "...", "\0", " ", "%2e%2e");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const path = steps.join("/");
        if (/^(?:\/|~$|(?:~|\$HOME)\/)/.test(path)) return;
        const result = await at(path).catch(() => null);
        if (result !== null) expect(isWithin(result, workspaces) && result !== workspaces).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
