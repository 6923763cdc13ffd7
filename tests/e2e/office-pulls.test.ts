/**
 * A task whose work goes to GitHub, as a person sees it in a real browser: published, looked at, merged.
 *
 * @requirement GIT-2
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeGithub, needs, startFakeGithub, waitFor } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PHONE, seriousFindings } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const CHECK = { id: 1, name: "unit tests on a very long name / node 20, 22 and 24 (ubuntu-latest)" } as const;

let folder: string;
let github: FakeGithub;
let opened: OfficeStage;
let page: Page;
let clone: string;

function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
  return execFileSync("git", [...identity, ...args], { cwd, env, encoding: "utf8", stdio: "pipe" });
}

describe("a task whose repository is at GitHub", needs("chromium"), () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tinyagi-pulls-"));
    github = await startFakeGithub(folder);
    const app = join(folder, "own", "app");
    mkdirSync(app, { recursive: true });
    git(app, "init", "--quiet", "-b", "main");
    writeFileSync(join(app, "a.txt"), "one\n");
    git(app, "add", ".");
    git(app, "commit", "--quiet", "-m", "first");
    git(github.world.bare, "fetch", "--quiet", app, "main:main");
    const remote = { url: github.remote, api: github.origin, token: github.token, wakes: 2 };
    opened = await openOfficeStage({
      settings: {
        agents: { coder: { name: "Coder", provider: "demo", model: "" } },
        repositories: { app: { path: app, remote } },
      },
    });
    page = opened.page;
    await work();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("its changes are published, and its page shows the checks", async () => {
    await page.goto(`${new URL(page.url()).origin}/tasks?task=T-1`);
    await page.getByRole("tab", { name: "Changes" }).click();
    await page.getByRole("button", { name: "Publish these changes" }).click();
    const remote = page.getByRole("region", { name: "At the remote" });
    await remote.getByText("A pull request from tinyagi/t-1 into main is open").waitFor();
    const head = github.world.head("tinyagi/t-1") ?? "";
    expect(git(github.world.bare, "show", `${head}:a.txt`)).toBe("two\n");
    const failed = { status: "completed", conclusion: "failure" } as const;
    github.world.checks.set(head, [{ ...CHECK, ...failed, output: { title: "1 failed", summary: null } }]);
    await remote.getByRole("button", { name: "Look now" }).click();
    await remote.getByText(`Failed: ${CHECK.name}`).waitFor();
    await remote.getByText("The agent was woken 1 of 2 times.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // What is shown is pushed: there is nothing to push again.
    expect(await remote.getByRole("button", { name: "Push these changes" }).count()).toBe(0);
    writeFileSync(join(clone, "a.txt"), "three\n");
    await page.reload();
    await page.getByRole("tab", { name: "Changes" }).click();
    await remote.getByText("The changes above are newer than what is pushed.").waitFor();
  });

  test("a merge with a failed check is asked about, and a narrow page hides nothing of it", async () => {
    const remote = page.getByRole("region", { name: "At the remote" });
    await page.setViewportSize(PHONE);
    const merge = remote.getByRole("button", { name: /^Merge [0-9a-f]{10} into main$/ });
    await merge.click();
    await remote.getByRole("status").filter({ hasText: "Press again to merge anyway" }).waitFor();
    expect(github.world.pulls[0]).toMatchObject({ merged: false });
    const box = await remote.boundingBox();
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 1_000) <= PHONE.width).toBe(true);
    await merge.click();
    await remote.getByText("The pull request from tinyagi/t-1 is merged into main.").waitFor();
    expect(git(github.world.bare, "show", "main:a.txt")).toBe("two\n");
  });
});

/** The agent's work, done in its clone by the test. */
async function work(): Promise<void> {
  const { client } = opened.daemon;
  await client.call("createTask", { body: { title: "Two instead of one" } });
  await client.call("chooseTaskRepository", { params: { id: "T-1" }, body: { repository: "app" } });
  await client.call("updateTask", {
    params: { id: "T-1" },
    body: { assignee: "coder", status: "in_progress" },
  });
  await waitFor(async () => (await client.call("getTask", { params: { id: "T-1" } })).status === "review");
  clone = (await client.call("getTaskChanges", { params: { id: "T-1" } })).folder ?? "";
  writeFileSync(join(clone, "a.txt"), "two\n");
}
