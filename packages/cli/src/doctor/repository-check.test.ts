/** @requirement GIT-1 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsSchema } from "@tinyagi/contracts";
import { startFakeGithub } from "@tinyagi/testkit";
import { expect, onTestFinished, test } from "vitest";
import { checkRepositories } from "./repository-check.js";

const PATH = process.env.PATH ?? "";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-repository-check-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function repository(): string {
  const path = folder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: path,
      stdio: "pipe",
    });
  git("init", "--quiet", "-b", "main");
  git("commit", "--quiet", "--allow-empty", "-m", "first");
  return path;
}

const check = (repositories: object, env: Record<string, string> = { PATH }) =>
  checkRepositories(settingsSchema.parse({ repositories }), env);

test("a home without repositories has nothing to check", async () => {
  expect(await check({})).toEqual([]);
  expect(await checkRepositories(undefined, { PATH })).toEqual([]);
});

test("a repository is fine, or the doctor says why tasks cannot work on it", async () => {
  const path = repository();
  const found = await check({ good: { path }, branch: { path, branch: "nope" }, none: { path: folder() } });
  expect(found.map(({ level, message }) => [level, message])).toEqual([
    ["ok", "tasks can work on the repository good"],
    ["warning", "tasks cannot work on the repository branch: the repository has no such branch"],
    ["warning", "tasks cannot work on the repository none: the folder is in no git repository"],
  ]);
});

test("without git, none can be used", async () => {
  expect(await check({ good: { path: "/x" } }, { PATH: folder() })).toMatchObject([
    { id: "repository.git", level: "error" },
  ]);
});

test("a remote is fine when the token may push, and otherwise the doctor says what is missing", async () => {
  const github = await startFakeGithub(folder());
  onTestFinished(async () => github[Symbol.asyncDispose]());
  const { remote: url, origin: api, token } = github;
  const at = (remote: object) => check({ app: { path: repository(), remote } }, { PATH, MY_TOKEN: token });
  const found = async (remote: object) => (await at(remote))[1];
  expect(await found({ url, api, token: "env:MY_TOKEN" })).toMatchObject({
    id: "repository.remote",
    level: "ok",
  });
  expect(await found({ url, token })).toMatchObject({ level: "ok" });
  expect((await found({ url, api, token: "env:OTHER" }))?.message).toContain("there is no token");
  expect((await found({ url, api, token: "wrong" }))?.message).toContain("does not accept the token");
  expect((await found({ url, token: "wrong" }))?.message).toContain("does not accept the token");
  github.world.canPush = false;
  expect(await found({ url, api, token })).toMatchObject({
    level: "warning",
    message: "work on app cannot be published: the token may not push to the repository",
  });
});
