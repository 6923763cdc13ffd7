/** A task's repository over HTTP: from a clone to a merge, and who may do it. @requirement GIT-1 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TaskChanges } from "@tinyagi/contracts";
import { describe, expect, test, vi } from "vitest";
import { createHandlerFixture } from "../fixture.js";

const IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.org"];

function git(cwd: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  return execFileSync("git", [...IDENTITY, ...args], { cwd, env, encoding: "utf8", stdio: "pipe" });
}

const SETTINGS = {
  agents: { coder: { name: "Coder", provider: "demo" }, other: { name: "Other", provider: "demo" } },
  repositories: { app: { path: "~/app" } },
};

/** An agent that changes a file of its clone, and keeps what it was asked. */
async function createFixture() {
  const asked: string[] = [];
  const state = { text: "two\n", folder: "", name: "task-t-1" };
  const fixture = await createHandlerFixture(SETTINGS, {
    async coder(prompt) {
      asked.push(prompt);
      state.folder = join(fixture.folder, ".agents", state.name);
      writeFileSync(join(state.folder, "a.txt"), state.text);
      git(state.folder, "commit", "--quiet", "-a", "-m", "change a");
      return "done";
    },
  });
  const app = join(fixture.folder, "app");
  mkdirSync(app);
  git(app, "init", "--quiet", "-b", "main");
  writeFileSync(join(app, "a.txt"), "one\n");
  git(app, "add", ".");
  git(app, "commit", "--quiet", "-m", "first");
  const { call } = fixture;
  const task = async (body: object) => (await call("POST", "/api/tasks", body)).body.task;
  const read = async (): Promise<TaskChanges> => (await call("GET", "/api/tasks/T-1/changes")).body;
  return { ...fixture, asked, state, app, task, read };
}

describe("a task with a repository", () => {
  test("goes from a clone over comments to a merge", async () => {
    const { call, settled, task, read, app, asked, state } = await createFixture();
    await task({ title: "Two instead of one" });
    const chosen = await call("PUT", "/api/tasks/T-1/repository", { repository: "app" });
    expect(chosen).toMatchObject({ status: 200, body: { ok: true } });
    expect(await read()).toMatchObject({
      repository: "app",
      state: "waiting",
      branch: "tinyagi/t-1",
      tree: null,
      files: [],
    });
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    const first = await read();
    expect(first).toMatchObject({
      state: "working",
      target: "main",
      agent: "coder",
      refusal: null,
      truncated: false,
    });
    expect(first.files).toMatchObject([
      { path: "a.txt", status: "changed", added: 1, removed: 1, diff: "@@ -1 +1 @@\n-one\n+two" },
    ]);
    expect(readFileSync(join(app, "a.txt"), "utf8")).toBe("one\n");

    state.text = "three\n";
    const comments = [{ path: "a.txt", line: 1, text: "Three, please" }];
    expect(await call("POST", "/api/tasks/T-1/changes/review", { comments })).toMatchObject({ status: 200 });
    await settled();
    expect(asked.at(-1)).toContain('"a.txt", line 1:\nThree, please');
    const second = await read();
    expect(second.files[0]?.diff).toBe("@@ -1 +1 @@\n-one\n+three");
    expect(await call("POST", "/api/tasks/T-1/changes/approve", { tree: first.tree })).toMatchObject({
      status: 409,
      body: { details: [{ path: "reason", message: "changed" }] },
    });
    expect((await call("POST", "/api/tasks/T-1/changes/approve", { tree: second.tree })).body).toMatchObject({
      kind: "fast_forward",
      target: "main",
    });
    expect(readFileSync(join(app, "a.txt"), "utf8")).toBe("three\n");
    expect(await read()).toMatchObject({ state: "merged", tree: null });
    expect((await call("GET", "/api/tasks/T-1")).body).toMatchObject({ status: "done" });
  });

  test("begins a new branch after a merge, also when it had no repository meanwhile", async () => {
    const { call, settled, task, read, app, state, clock } = await createFixture();
    await task({ title: "x" });
    const choose = (repository: string) => call("PUT", "/api/tasks/T-1/repository", { repository });
    await choose("app");
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree: (await read()).tree });
    expect((await choose("")).status).toBe(200);
    expect((await call("GET", "/api/tasks/T-1/changes")).status).toBe(404);
    expect((await call("GET", "/api/tasks/T-1")).body.branch).toBe(null);
    writeFileSync(join(app, "a.txt"), "meanwhile\n");
    git(app, "commit", "--quiet", "-a", "-m", "meanwhile");
    expect((await choose("app")).status).toBe(200);
    clock.advance(1_000);
    Object.assign(state, { text: "three\n", name: "task-t-1-2" });
    await call("POST", "/api/tasks/T-1/changes/review", { text: "Once more" });
    await settled();
    const again = await read();
    expect(again).toMatchObject({ state: "working", branch: "tinyagi/t-1-2", refusal: null });
    expect(again.files[0]?.diff).toBe("@@ -1 +1 @@\n-meanwhile\n+three");
  });

  test("names the files that conflict, and merges nothing", async () => {
    const { call, settled, task, read, app } = await createFixture();
    await task({ title: "x" });
    await call("PUT", "/api/tasks/T-1/repository", { repository: "app" });
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    writeFileSync(join(app, "a.txt"), "mine\n");
    git(app, "commit", "--quiet", "-a", "-m", "mine");
    const answer = await call("POST", "/api/tasks/T-1/changes/approve", { tree: (await read()).tree });
    expect(answer.body.details).toEqual([
      { path: "reason", message: "conflict" },
      { path: "conflict", message: "a.txt" },
    ]);
    expect(readFileSync(join(app, "a.txt"), "utf8")).toBe("mine\n");
  });

  test("is refused with an unknown repository, with a branch that is an option, and once an agent began", async () => {
    const { call, settled, task } = await createFixture();
    await task({ title: "x" });
    const choose = (body: object) => call("PUT", "/api/tasks/T-1/repository", body);
    expect((await choose({ repository: "nope" })).status).toBe(400);
    expect((await choose({ repository: "__proto__" })).status).toBe(400);
    expect((await choose({ repository: "app", target: "--upload-pack=x" })).status).toBe(400);
    expect((await call("GET", "/api/tasks/T-1/changes")).status).toBe(404);
    expect((await choose({ repository: "app" })).status).toBe(200);
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    expect((await choose({ repository: "" })).status).toBe(409);
  });

  test("gives no run a right: not to choose, read, comment or approve", async () => {
    const { callAsRun, call, settled, task, read, store, app } = await createFixture();
    await task({ title: "x" });
    await call("PUT", "/api/tasks/T-1/repository", { repository: "app" });
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    const { tree } = await read();
    const [conversation] = store.tasks.conversations(store.tasks.findIdentifier("T-1")?.id ?? "", 1);
    const asRun = callAsRun({ agentId: "coder", conversationId: conversation?.id ?? "" });
    for (const [method, path, body] of [
      ["PUT", "/api/tasks/T-1/repository", { repository: "app" }],
      ["GET", "/api/tasks/T-1/changes", undefined],
      ["POST", "/api/tasks/T-1/changes/review", { text: "x" }],
      ["POST", "/api/tasks/T-1/changes/approve", { tree }],
    ] as const)
      expect((await asRun(method, path, body)).status).toBe(403);
    expect(readFileSync(join(app, "a.txt"), "utf8")).toBe("one\n");
  });

  test("whose repository is missing fails visibly", async () => {
    const { call, settled, task, current } = await createFixture();
    await task({ title: "x" });
    await call("PUT", "/api/tasks/T-1/repository", { repository: "app" });
    current.settings = { ...current.settings, repositories: {} };
    await call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await settled();
    expect((await call("GET", "/api/tasks/T-1/changes")).body).toMatchObject({ state: "waiting" });
  });
});

describe("the clone of a task", () => {
  async function worked() {
    const it = await createFixture();
    await it.task({ title: "Two" });
    await it.call("PUT", "/api/tasks/T-1/repository", { repository: "app" });
    await it.call("PUT", "/api/tasks/T-1", { assignee: "coder", status: "in_progress" });
    await it.settled();
    return it;
  }
  const clean = "/api/tasks/T-1/clone";

  test("stays while its work is not merged, unless a person insists", async () => {
    const { call, state } = await worked();
    expect(await call("DELETE", clean)).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(existsSync(state.folder)).toBe(true);
    expect((await call("DELETE", `${clean}?force=true`)).body).toEqual({ ok: true, removed: true });
    expect(existsSync(state.folder)).toBe(false);
    expect((await call("DELETE", clean)).body).toEqual({ ok: true, removed: false });
    expect(await call("DELETE", "/api/tasks/T-9/clone")).toMatchObject({ status: 404 });
    expect(await call("DELETE", `${clean}?force=yes`)).toMatchObject({ status: 400 });
  });

  test("is removed after the merge, and what was merged stays readable", async () => {
    const { call, read, state } = await worked();
    const { tree, files } = await read();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree });
    expect((await call("DELETE", clean)).body).toMatchObject({ removed: true });
    expect(existsSync(state.folder)).toBe(false);
    expect(await read()).toMatchObject({ state: "merged", refusal: null, folder: null, tree: null, files });
  });

  test("stays with work that was done after the merge", async () => {
    const { call, read, state } = await worked();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree: (await read()).tree });
    writeFileSync(join(state.folder, "late.txt"), "more");
    expect(await call("DELETE", clean)).toMatchObject({
      status: 409,
      body: { error: expect.stringContaining("was changed after it was merged") },
    });
    expect((await call("DELETE", "/api/tasks/T-1")).body).toEqual({ ok: true, clone: state.folder });
    expect(existsSync(join(state.folder, "late.txt"))).toBe(true);
  });

  test("stays with files that git ignores and with repositories inside it, names them, and goes when a person insists", async () => {
    const { call, read, state } = await worked();
    writeFileSync(join(state.folder, ".gitignore"), "*.env\nout/\n");
    git(state.folder, "add", ".gitignore");
    git(state.folder, "commit", "--quiet", "-m", "ignore");
    const { tree } = await read();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree });
    writeFileSync(join(state.folder, "local.env"), "KEY=1");
    mkdirSync(join(state.folder, "out", "deep"), { recursive: true });
    writeFileSync(join(state.folder, "out", "deep", "a.bin"), "x");
    git(state.folder, "init", "--quiet", "inner");
    writeFileSync(join(state.folder, "inner", "b.txt"), "x");
    const refused = await call("DELETE", clean);
    expect(refused).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(refused.body.details).toEqual([
      { path: "inner/", message: "would be lost" },
      { path: "local.env", message: "would be lost" },
      { path: "out/", message: "would be lost" },
    ]);
    expect(existsSync(join(state.folder, "local.env"))).toBe(true);
    expect((await call("DELETE", "/api/tasks/T-1")).body).toEqual({ ok: true, clone: state.folder });
    expect(existsSync(join(state.folder, "local.env"))).toBe(true);
    const other = await worked();
    writeFileSync(join(other.state.folder, ".gitignore"), "*.env\n");
    await other.call("POST", "/api/tasks/T-1/changes/approve", { tree: (await other.read()).tree });
    for (let i = 0; i < 30; i += 1) writeFileSync(join(other.state.folder, `${i}.env`), "x");
    expect((await other.call("DELETE", clean)).body.details).toHaveLength(20);
    expect((await other.call("DELETE", `${clean}?force=true`)).body).toMatchObject({ removed: true });
    expect(existsSync(other.state.folder)).toBe(false);
  });

  test("stays when an agent began to work while it was looked at", async () => {
    const { call, read, state, store } = await worked();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree: (await read()).tree });
    const work = { agent_id: "coder", status: "processing", run_id: null, conversation_id: "c", asks: 0 };
    vi.spyOn(store.cards, "work")
      .mockReturnValueOnce([])
      .mockReturnValue([work as never]);
    expect(await call("DELETE", clean)).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(existsSync(state.folder)).toBe(true);
  });

  test("goes with its task, unless its work is not merged: then the answer names its folder", async () => {
    const { call, read, state, folder } = await worked();
    const { tree } = await read();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree });
    expect((await call("DELETE", "/api/tasks/T-1")).body).toEqual({ ok: true });
    expect(existsSync(state.folder)).toBe(false);
    const other = await worked();
    expect((await other.call("DELETE", "/api/tasks/T-1")).body).toEqual({
      ok: true,
      clone: other.state.folder,
    });
    expect(existsSync(other.state.folder)).toBe(true);
    expect(existsSync(join(folder, "task-changes", "task-t-1.json"))).toBe(false);
  });

  test("is not removed through a link that an agent laid", async () => {
    const { call, read, state, folder } = await worked();
    await call("POST", "/api/tasks/T-1/changes/approve", { tree: (await read()).tree });
    const elsewhere = join(folder, "elsewhere");
    renameSync(join(folder, ".agents"), elsewhere);
    symlinkSync(elsewhere, join(folder, ".agents"));
    expect(await call("DELETE", clean)).toMatchObject({
      status: 409,
      body: { details: [{ path: "reason", message: "link" }] },
    });
    expect(existsSync(join(elsewhere, state.name))).toBe(true);
  });
});
