import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadOrCreateToken } from "./auth-token.js";
import { homePaths } from "./home-paths.js";
import { prepareHome } from "./prepare-home.js";

let root: string;
let home: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tinyagi-home-"));
  home = join(root, "user", ".tinyagi");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const getMode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

async function fileBelow(name: string): Promise<string> {
  await writeFile(join(root, "file"), "");
  return join(root, "file", name);
}

describe("preparing the home", () => {
  it("creates every directory for its owner only", async () => {
    const paths = await prepareHome(home);
    expect(paths).toEqual(homePaths(home));
    for (const path of [
      home,
      paths.auth,
      paths.logs,
      paths.files,
      paths.filesIn,
      paths.filesOut,
      paths.backups,
    ]) {
      expect(await getMode(path), path).toBe(0o700);
    }
    expect((await readdir(home)).sort()).toEqual(["auth", "backups", "files", "logs"]);
  });

  it("restricts the modes of an existing home and does not touch its content", async () => {
    await mkdir(join(home, "logs"), { recursive: true, mode: 0o755 });
    await chmod(home, 0o755);
    const paths = homePaths(home);
    for (const file of [paths.settings, paths.settingsBackup, paths.database]) {
      await writeFile(file, "content");
      await chmod(file, 0o644);
    }
    await prepareHome(home);
    await prepareHome(home);
    expect(await getMode(home)).toBe(0o700);
    expect(await getMode(paths.logs)).toBe(0o700);
    expect(await getMode(paths.settings)).toBe(0o600);
    expect(await getMode(paths.database)).toBe(0o600);
    expect(await readFile(paths.settings, "utf8")).toBe("content");
  });

  it("follows a home that is a link to a directory", async () => {
    await mkdir(join(root, "disk"));
    await symlink(join(root, "disk"), join(root, "link"));
    await prepareHome(join(root, "link"));
    expect(await getMode(join(root, "disk", "auth"))).toBe(0o700);
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ["a file", () => fileBelow(""), "it is not a directory"],
    ["below a file", () => fileBelow("home"), "not a directory"],
    ["a relative path", () => "relative/home", "absolute path"],
    ["the root", () => "/", "root of the file system"],
    ["the user's own directory", () => homedir(), "user's own directory"],
    ["the directory for temporary files", () => "/tmp", "shared by all users"],
  ])("refuses %s with a reason and the next step", async (_what, place, reason) => {
    const refusal = prepareHome(await place());
    await expect(refusal).rejects.toMatchObject({ code: "HOME_UNWRITABLE" });
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toThrow("TINYAGI_HOME");
  });

  it.runIf(process.platform === "linux")("refuses a place where nothing can be created", async () => {
    await expect(prepareHome("/proc/tinyagi")).rejects.toMatchObject({ code: "HOME_UNWRITABLE" });
  });

  it.runIf(process.geteuid?.() !== 0)("refuses a read-only directory", async () => {
    await mkdir(home, { recursive: true });
    await chmod(home, 0o500);
    await expect(prepareHome(home)).rejects.toThrow("permission denied");
    await chmod(home, 0o700);
  });
});

describe("the operator's token", () => {
  const tokenPath = (): string => homePaths(home).authToken;
  beforeEach(() => prepareHome(home));

  it("is created once, with 256 bits, readable by its owner only", async () => {
    const token = await loadOrCreateToken(home);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(await getMode(tokenPath())).toBe(0o600);
    expect(await loadOrCreateToken(home)).toBe(token);
    expect(await readdir(join(home, "auth"))).toEqual(["token"]);
  });

  it("is the same for twenty simultaneous starts", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateToken(home)));
    expect(new Set(tokens).size).toBe(1);
    expect(await readdir(join(home, "auth"))).toEqual(["token"]);
  });

  it("may be set by the user, and its mode is restricted", async () => {
    await writeFile(tokenPath(), `${"a".repeat(24)}\n`, { mode: 0o644 });
    expect(await loadOrCreateToken(home)).toBe("a".repeat(24));
    expect(await getMode(tokenPath())).toBe(0o600);
  });

  it.each(["", "short-canary", "canary with blanks that is long", `${"a".repeat(2_000)}`])(
    "is refused and not replaced when the file contains %j",
    async (content) => {
      await writeFile(tokenPath(), content, { mode: 0o600 });
      const refusal = loadOrCreateToken(home);
      await expect(refusal).rejects.toThrow("does not contain a token");
      await expect(refusal).rejects.not.toThrow("canary");
      expect(await readFile(tokenPath(), "utf8")).toBe(content);
    },
  );

  it("is refused through a symbolic link, also a broken one, and as a directory", async () => {
    await writeFile(join(root, "other"), "a".repeat(43), { mode: 0o600 });
    await symlink(join(root, "other"), tokenPath());
    await expect(loadOrCreateToken(home)).rejects.toThrow("symbolic link");
    await rm(tokenPath());
    await symlink(join(root, "nothing"), tokenPath());
    await expect(loadOrCreateToken(home)).rejects.toThrow("symbolic link");
    await rm(tokenPath());
    await mkdir(tokenPath());
    await expect(loadOrCreateToken(home)).rejects.toThrow("not a regular file");
    await expect(lstat(join(root, "nothing"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is refused from a linked auth directory", async () => {
    await rm(join(home, "auth"), { recursive: true });
    await mkdir(join(root, "elsewhere"));
    await symlink(join(root, "elsewhere"), join(home, "auth"));
    await expect(loadOrCreateToken(home)).rejects.toThrow("not a regular directory");
    expect(await readdir(join(root, "elsewhere"))).toEqual([]);
  });

  it.runIf(process.geteuid?.() === 0)("is refused when it belongs to another user", async () => {
    const { chown } = await import("node:fs/promises");
    await writeFile(tokenPath(), "a".repeat(43), { mode: 0o600 });
    await chown(tokenPath(), 12_345, 12_345);
    await expect(loadOrCreateToken(home)).rejects.toThrow("belongs to another user");
  });
});
