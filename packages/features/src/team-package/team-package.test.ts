/** Teams from archives and repositories, and hostile ones. @requirement TEMPLATE-3 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type HandMade, writeArchive } from "../backup/fixture.js";
import { fetchTeam } from "./fetch-team.js";
import { packTeam } from "./package-archive.js";

const ENV = { PATH: process.env.PATH, HOME: "/nowhere" };

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "team-package-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function teamFolder(): string {
  const folder = join(scratch(), "dev");
  mkdirSync(join(folder, "agents", "lead"), { recursive: true });
  writeFileSync(join(folder, "team.json"), "{}");
  writeFileSync(join(folder, "agents", "lead", "SOUL.md"), "Calm.");
  return folder;
}

async function fetchHandMade(entries: readonly HandMade[]) {
  const file = join(scratch(), "x.tgz");
  writeArchive(file, entries);
  return fetchTeam(file, { hostEnv: ENV });
}

it("an archive holds what was packed, twice the same bytes, and is gone after its use", async () => {
  const [folder, place] = [teamFolder(), scratch()];
  await packTeam(folder, join(place, "a.tgz"));
  await packTeam(folder, join(place, "b.tgz"));
  expect(readFileSync(join(place, "a.tgz")).equals(readFileSync(join(place, "b.tgz")))).toBe(true);
  let where = "";
  {
    await using fetched = await fetchTeam(join(place, "a.tgz"), { hostEnv: ENV });
    where = fetched.folder;
    expect(readFileSync(join(where, "agents", "lead", "SOUL.md"), "utf8")).toBe("Calm.");
  }
  expect(existsSync(where)).toBe(false);
});

it("an archive of a git host has its team in one folder, beside files that no team has", async () => {
  await using fetched = await fetchHandMade([
    { path: "dev-1.0/", type: "Directory" },
    { path: "dev-1.0/.gitignore", data: "x" },
    { path: "dev-1.0/team.json", data: "{}" },
  ]);
  expect(fetched.folder).toMatch(/dev-1\.0$/);
  expect(existsSync(join(fetched.folder, ".gitignore"))).toBe(false);
});

it.each<[string, HandMade[], string]>([
  ["a link", [{ path: "x", type: "SymbolicLink", linkpath: "/etc/passwd" }], "PATH_REFUSED"],
  ["a hard link", [{ path: "x", type: "Link", linkpath: "team.json" }], "PATH_REFUSED"],
  ["a pipe", [{ path: "x", type: "FIFO" }], "PATH_REFUSED"],
  ["a path that leads out", [{ path: "../x", data: "x" }], "PATH_REFUSED"],
  ["an absolute path", [{ path: "/tmp/x", data: "x" }], "PATH_REFUSED"],
  ["a path with a control character", [{ path: "a\u001bb", data: "x" }], "PATH_REFUSED"],
  ["a path twice", ["x", "x"].map((path) => ({ path, data: "x" })), "PATH_REFUSED"],
  ["names that differ in case", ["a/X", "a/x"].map((path) => ({ path, data: "x" })), "PATH_REFUSED"],
  ["names that look alike", ["\u00e9", "e\u0301"].map((path) => ({ path, data: "x" })), "PATH_REFUSED"],
  ["a file in the place of a folder", ["a", "a/b"].map((path) => ({ path, data: "x" })), "PATH_REFUSED"],
  ["a folder in the place of a file", ["a/b", "a"].map((path) => ({ path, data: "x" })), "PATH_REFUSED"],
  [
    "too many files",
    Array.from({ length: 5_001 }, (_, index) => ({ path: `f${index}`, data: "" })),
    "PAYLOAD_TOO_LARGE",
  ],
  ["too many bytes", [{ path: "x", data: Buffer.alloc(17 * 1024 * 1024) }], "PAYLOAD_TOO_LARGE"],
])("an archive with %s is refused, and leaves nothing", async (_what, entries, code) => {
  await expect(fetchHandMade(entries)).rejects.toMatchObject({ code });
});

it("an archive that is cut, and one that is a link, are refused", async () => {
  const place = scratch();
  const whole = join(place, "whole.tgz");
  await packTeam(teamFolder(), whole);
  const bytes = readFileSync(whole);
  writeFileSync(join(place, "cut.tgz"), bytes.subarray(0, bytes.length / 2));
  symlinkSync(whole, join(place, "link.tgz"));
  const fetched = (name: string) => fetchTeam(join(place, name), { hostEnv: ENV });
  await expect(fetched("cut.tgz")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  await expect(fetched("link.tgz")).rejects.toMatchObject({ code: "PATH_REFUSED" });
});

it("a repository is copied without its history, and its hooks never run", async () => {
  const folder = teamFolder();
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@x", ...words], { cwd: folder });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "team");
  const mark = join(folder, "ran");
  writeFileSync(join(folder, ".git", "hooks", "post-checkout"), `#!/bin/sh\ntouch ${mark}\n`, {
    mode: 0o755,
  });
  const options = { hostEnv: ENV, protocols: ["file:"] };
  await using fetched = await fetchTeam(`file://${folder}`, options);
  expect(readFileSync(join(fetched.folder, "team.json"), "utf8")).toBe("{}");
  expect(existsSync(mark)).toBe(false);
  await expect(fetchTeam("file:///nowhere", options)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

it.each(["http://example.org/x", "file:///etc", "ssh://x/y", "ext::sh -c id://", "https://me:pw@x/y"])(
  "the address %s is refused before anything is fetched",
  async (source) => {
    await expect(fetchTeam(source, { hostEnv: ENV })).rejects.toThrow();
  },
);
