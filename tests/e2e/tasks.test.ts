/**
 * The task board of a running daemon: cards that are handed over and come back, agents that move their own cards, and
 * what is found by its words.
 *
 * @requirement TASK-1 @requirement TASK-2 @requirement SEARCH-1
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeAgentBin, type FakeStep, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage } from "./support/stage.js";

const settings = {
  agents: {
    coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
    reviewer: { name: "Reviewer", provider: "demo", model: "" },
  },
};

async function openWith(step: FakeStep) {
  const stage = await openStage({ settings });
  const fake = createFakeAgentBin(stage.place.bin, { default: step });
  return { stage, fake, daemon: await stage.start() };
}

async function make(daemon: Daemon, body: Parameters<typeof toBody>[0]) {
  return (await daemon.client.call("createTask", { body: toBody(body) })).task;
}
const toBody = (body: { title: string; assignee?: string; status?: "in_progress" }) => body;

async function inReview(daemon: Daemon, id: string) {
  return waitFor(async () => {
    const task = await daemon.client.call("getTask", { params: { id } });
    return task.status === "review" ? task : undefined;
  });
}

function tokenFile(home: string): string | undefined {
  const files = readdirSync(home, { recursive: true, encoding: "utf8" });
  const found = files.find((path) => /coder\/[^/]+\.token$/.test(path));
  return found === undefined ? undefined : join(home, found);
}

const toComments = (daemon: Daemon, id: string) =>
  daemon.client.call("listComments", { params: { id }, query: {} });

describe("a card moved into progress", () => {
  test("comes back with one answer, though the daemon was killed while its agent worked", async () => {
    const { stage, fake, daemon } = await openWith({ reply: "The page is fixed.", delayMs: 1_500 });
    await using _end = stage;
    const { id } = await make(daemon, { title: "Fix the page", assignee: "coder" });
    await daemon.client.call("updateTask", { params: { id }, body: { status: "in_progress" } });
    await waitFor(() => fake.runs().length > 0, { what: "the agent to work" });
    daemon.signal("SIGKILL");
    await daemon.exited;
    const next = await stage.start();
    expect(await inReview(next, id)).toMatchObject({ commentCount: 1, dispatchError: null });
    expect(await toComments(next, id)).toMatchObject([
      { author: "coder", authorType: "agent", content: "The page is fixed." },
    ]);
    expect(await next.client.call("listConversations", { query: {} })).toHaveLength(1);
    expect((await next.client.call("queueStatus")).outgoing).toBe(0);
  });

  test("is done once for a browser client of 0.0.20, which posts the work before it saves the move", async () => {
    const { stage, fake, daemon } = await openWith({ reply: "done" });
    await using _end = stage;
    const { id } = await make(daemon, { title: "Build", assignee: "coder" });
    const message = `@coder Build\n\n\n\n[task:${id}]`;
    await daemon.call("POST", "/api/message", { body: { message, sender: "Web", channel: "web" } });
    const columns = { in_progress: [id] };
    expect((await daemon.call("PUT", "/api/tasks/reorder", { body: { columns } })).body).toEqual({
      ok: true,
    });
    await inReview(daemon, id);
    expect(fake.runs()).toHaveLength(1);
  });
});

test("an agent moves and comments only the task of its run, with the run's token", async () => {
  const { stage, fake, daemon } = await openWith({});
  await using _end = stage;
  const go = join(stage.place.root, "go");
  fake.setControl({ default: { reply: "All done.", until: go } });
  const others = await make(daemon, { title: "Not yours", assignee: "reviewer" });
  const own = await make(daemon, { title: "Yours", assignee: "coder", status: "in_progress" });
  const file = await waitFor(() => tokenFile(stage.place.home), { what: "the run's token" });
  const headers = { authorization: `Bearer ${readFileSync(file, "utf8").trim()}` };
  const as = (method: string, path: string, body?: object) =>
    daemon.call<{ code?: string }>(method, path, { headers, ...(body === undefined ? {} : { body }) });
  expect((await as("GET", `/api/tasks/${own.identifier}`)).status).toBe(200);
  const said = { content: "half way", author: "The boss", authorType: "user" };
  expect((await as("POST", `/api/tasks/${own.id}/comments`, said)).body).toMatchObject({
    comment: { author: "coder", authorType: "agent" },
  });
  expect((await as("PUT", `/api/tasks/${own.id}`, { status: "done" })).status).toBe(200);
  for (const [method, path, body] of [
    ["PUT", `/api/tasks/${others.id}`, { status: "done" }],
    ["POST", `/api/tasks/${others.id}/comments`, said],
    ["POST", "/api/tasks", { title: "work!", assignee: "reviewer", status: "in_progress" }],
    ["PUT", "/api/tasks/reorder", { columns: { done: [own.id] } }],
    ["DELETE", `/api/tasks/${own.id}`, undefined],
    ["POST", "/api/projects", { name: "mine" }],
    ["GET", "/api/search?q=yours", undefined],
  ] as const)
    expect(await as(method, path, body)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  writeFileSync(go, "");
  await waitFor(async () => (await toComments(daemon, own.id)).length === 2);
  expect((await daemon.client.call("getTask", { params: { id: own.id } })).status).toBe("done");
});

test("board and search from the command line", async () => {
  await using stage = await openStage({ settings });
  await stage.start();
  const tinyagi = async (...words: string[]) => {
    const result = await stage.cli(words);
    expect(result).toMatchObject({ code: 0 });
    return result.stdout;
  };
  expect(await tinyagi("project", "add", "Website")).toMatch(/prefix +WEB/);
  await tinyagi("task", "add", "Choose a font", "--project", "web", "--assignee", "reviewer");
  expect(await tinyagi("task", "list", "--status", "backlog")).toMatch(/WEB-1 +backlog +@reviewer +Choose/);
  expect(await tinyagi("task", "send", "web-1")).toMatch(/status +(in_progress|review)/);
  await waitFor(async () =>
    (await stage.cli(["task", "show", "WEB-1"])).stdout.includes("status        review"),
  );
  expect(await tinyagi("task", "show", "WEB-1")).toMatch(/@reviewer, .*:\n/);
  expect(await tinyagi("search", "font", "--kind", "task")).toMatch(/task +@reviewer +WEB-1 Choose a font/);
  expect(JSON.parse(await tinyagi("search", "font", "--kind", "message", "--json")).hits).toHaveLength(1);
  expect(await tinyagi("search", "nowhere")).toBe("nothing found");
  expect((await stage.cli(["task", "delete", "WEB-1"])).code).toBe(2);
  await tinyagi("task", "delete", "WEB-1", "--yes");
  expect(await stage.cli(["task", "show", "WEB-1"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("task not found"),
  });
});
