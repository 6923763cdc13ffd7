/**
 * Bundled skills as a run uses them, with the token of that run, and skills from elsewhere.
 *
 * @requirement SKILL-1 @requirement SKILL-2
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFakeAgentBin, waitFor } from "@tinyagi/testkit";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const agent = (name: string) => ({ name, provider: "anthropic", model: "", permissions: "bypass" });

async function openSkillStage(): Promise<{ stage: Stage; daemon: Daemon }> {
  const stage = await openStage({
    settings: (place: { workspace: string }) => ({
      workspace: { path: place.workspace },
      agents: { coder: agent("Coder"), writer: agent("Writer") },
      teams: { dev: { name: "Dev", agents: ["coder", "writer"], leader_agent: "coder" } },
    }),
  });
  createFakeAgentBin(stage.place.bin, { default: { hang: "init" } });
  // The CLI writes the environment of its run to a file.
  const claude = join(stage.place.bin, "claude");
  const told = join(stage.place.root, "environment");
  const script = readFileSync(claude, "utf8").replace(
    "#!/bin/sh\n",
    `#!/bin/sh\nenv > '${told}.new' && mv '${told}.new' '${told}'\n`,
  );
  writeFileSync(claude, script);
  chmodSync(claude, 0o755);
  const daemon = await stage.start();
  await daemon.client.call("allowSender", {
    body: { channel: "discord", senderId: "77", sender: "Ann", role: "owner" },
  });
  return { stage, daemon };
}

const asked = (daemon: Daemon) =>
  daemon.client.call("sendMessage", {
    body: { message: "@coder work", channel: "discord", sender: "Ann", senderId: "77" },
  });

/** Starts a run of @coder that stays alive, and runs scripts as it would. */
async function asRun(
  stage: Stage,
  daemon: Daemon,
  begin: (daemon: Daemon) => Promise<{ conversationId: string }> = asked,
) {
  const { conversationId } = await begin(daemon);
  const file = join(stage.place.root, "environment");
  await waitFor(() => existsSync(file), { what: "the run" });
  const lines = readFileSync(file, "utf8").split("\n");
  const env = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  const run = async (skill: string, ...words: string[]) => {
    const [script = "", ...rest] = words;
    const path = `.agents/skills/${skill}/scripts/${script}.mjs`;
    const result = await execa(process.execPath, [path, ...rest], {
      cwd: join(stage.place.workspace, "coder"),
      env: { ...env },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    });
    return { code: result.exitCode, out: result.stdout, err: result.stderr };
  };
  const ok = async (skill: string, ...words: string[]) => {
    const result = await run(skill, ...words);
    expect(result, words.join(" ")).toMatchObject({ code: 0, err: "" });
    return result.out;
  };
  return { conversationId, run, ok };
}

describe("every bundled skill does what its text says, with no more than the token of the run", () => {
  test("memory", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { ok, run } = await asRun(stage, daemon);
    expect(await ok("memory", "memory", "list")).toBe("No notes yet.");
    const write = [
      "memory",
      "write",
      "work/release.md",
      "--name",
      "Release: how",
      "--summary",
      "How it is cut",
    ];
    expect(await ok("memory", ...write, "--text", "On Fridays.")).toBe("added work/release.md");
    expect(await ok("memory", "memory", "list")).toContain("**Release: how** — How it is cut");
    expect(JSON.parse(await ok("memory", "memory", "search", "release", "friday"))).toMatchObject([
      { path: "work/release.md" },
    ]);
    expect(await ok("memory", "memory", "show", "work/release.md")).toContain("On Fridays.");
    expect(await ok("memory", "memory", "remove", "work/release.md")).toBe("removed");
    expect(await run("memory", "memory", "show", "../AGENTS.md")).toMatchObject({
      code: 1,
      err: expect.stringContaining("PATH_REFUSED"),
    });
    expect(await run("memory", "memory")).toMatchObject({ code: 1, err: expect.stringContaining("Usage") });
  });

  test("schedule", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { ok, run } = await asRun(stage, daemon);
    const create = ["schedule", "create", "--label"];
    const cron = ["--cron", "0 9 * * 1", "--message", "Write the report.", "--time-zone", "Europe/Berlin"];
    const made = JSON.parse(await ok("schedule", ...create, "weekly", ...cron));
    expect(made).toMatchObject({
      label: "weekly",
      agentId: "coder",
      cron: "0 9 * * 1",
      timeZone: "Europe/Berlin",
    });
    await ok("schedule", ...create, "once", "--at", "2099-01-31T18:00:00Z", "--message", "Ask.");
    expect(JSON.parse(await ok("schedule", "schedule", "list"))).toHaveLength(2);
    expect(JSON.parse(await ok("schedule", "schedule", "history", "weekly"))).toEqual([]);
    expect(await ok("schedule", "schedule", "delete", "weekly")).toBe("deleted");
    expect((await run("schedule", "schedule", "create", "--message", "x")).code).toBe(1);
    expect(await daemon.client.call("listSchedules", { query: {} })).toMatchObject([{ label: "once" }]);
  });

  test("tasks", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { task } = await daemon.client.call("createTask", { body: { title: "Login", assignee: "coder" } });
    const { ok } = await asRun(stage, daemon);
    expect(JSON.parse(await ok("tasks", "tasks", "list", "--mine"))).toMatchObject([{ id: task.id }]);
    await ok("tasks", "tasks", "comment", task.id, "--text", "Done; the tests pass.");
    await ok("tasks", "tasks", "update", task.id, "--status", "review");
    expect(JSON.parse(await ok("tasks", "tasks", "show", task.id))).toMatchObject({
      status: "review",
      comments: [{ content: "Done; the tests pass.", author: "coder", authorType: "agent" }],
    });
    const made = await ok("tasks", "tasks", "create", "--title", "Manual", "--description", "One page.");
    expect(JSON.parse(made)).toMatchObject({ title: "Manual", status: "backlog" });
    expect(JSON.parse(await ok("tasks", "tasks", "projects"))).toEqual([]);
  });

  test("send-user-message", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { ok, run } = await asRun(stage, daemon);
    writeFileSync(join(stage.place.workspace, "coder", "chart.png"), "png");
    const send = ["send-user-message", "send-user-message", "send", "--text"] as const;
    await ok(...send, "A first result.", "--file", "chart.png");
    const [sent] = await daemon.client.call("listPendingResponses", { query: { channel: "discord" } });
    expect(sent).toMatchObject({ message: "A first result.", sender: "Ann", senderId: "77", agent: "coder" });
    expect(sent?.files).toHaveLength(1);
    expect(await run(...send, "x", "--file", "/etc/hostname")).toMatchObject({
      code: 1,
      err: expect.stringContaining("PATH_REFUSED"),
    });
  });

  test("send-user-message reports when no person would read the message", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { run } = await asRun(stage, daemon, ({ client }) =>
      client.call("runHeartbeat", { params: { id: "coder" } }),
    );
    expect(await run("send-user-message", "send-user-message", "send", "--text", "look")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringMatching(/nothing was sent\. Put the text into your answer.*\(CONFLICT\)/),
    });
  });

  test("skills-manager, tinyagi-admin, skill-creator", async () => {
    const { stage, daemon } = await openSkillStage();
    await using _ = stage;
    const { ok, run, conversationId } = await asRun(stage, daemon);
    expect(JSON.parse(await ok("skills-manager", "skills", "list"))).toHaveLength(7);
    expect(await ok("skills-manager", "skills", "show", "memory")).toContain("# Memory");
    expect(Object.keys(JSON.parse(await ok("tinyagi-admin", "admin", "agents")))).toContain("coder");
    expect(JSON.parse(await ok("tinyagi-admin", "admin", "teams"))).toMatchObject({ dev: { name: "Dev" } });
    expect(JSON.parse(await ok("tinyagi-admin", "admin", "conversation"))).toMatchObject({
      id: conversationId,
    });
    const skills = join(stage.place.workspace, "coder", ".agents/skills");
    for (const name of ["memory", "tasks", "skill-creator"])
      expect(await ok("skill-creator", "check-skill", join(skills, name))).toContain("good");
    mkdirSync(join(skills, "bad"));
    writeFileSync(join(skills, "bad", "SKILL.md"), "no head");
    expect(await run("skill-creator", "check-skill", join(skills, "bad"))).toMatchObject({ code: 1 });
  });
});

test("a run cannot install or remove skills, nor see those of another agent", async () => {
  const { stage, daemon } = await openSkillStage();
  await using _ = stage;
  const { run } = await asRun(stage, daemon);
  const probe = join(stage.place.workspace, "coder", ".agents/skills/memory/scripts/probe.mjs");
  const calls = [
    ["GET", "/api/agents/writer/skills"],
    ["POST", "/api/agents/coder/skills/preview", { ref: "bundled:memory" }],
    ["POST", "/api/agents/coder/skills/install", { ref: "bundled:memory" }],
    ["DELETE", "/api/agents/coder/skills/memory"],
    ["GET", "/api/plugins"],
    ["GET", "/api/agents/writer/memory"],
    ["PUT", "/api/agents/writer/soul", { content: "x" }],
  ];
  writeFileSync(
    probe,
    `import { api } from "./tinyagi-api.mjs";
for (const [method, path, body] of ${JSON.stringify(calls)})
  await api(method, path, { body }).then(() => console.log("open", path), (e) => console.log(String(e.message).match(/\\(([A-Z_]+)\\)/)?.[1]));`,
  );
  const { out } = await run("memory", "probe");
  expect(out.split("\n")).toEqual(calls.map(() => "FORBIDDEN"));
});

test("a skill is installed from the command line after it was shown, and an edited one stays", async () => {
  const { stage } = await openSkillStage();
  await using _ = stage;
  const folder = join(stage.place.root, "release-notes");
  mkdirSync(folder);
  const text =
    "---\nname: release-notes\ndescription: Write release notes. Use when a release is prepared.\n---\n";
  writeFileSync(join(folder, "SKILL.md"), text);
  const unsure = await stage.cli(["skill", "install", "coder", folder]);
  expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining("SKILL.md") });
  const done = await stage.cli(["skill", "install", "coder", folder, "--yes"]);
  expect(done).toMatchObject({ code: 0, stdout: "Installed release-notes (1 file)." });
  const place = join(stage.place.workspace, "coder", ".agents/skills/release-notes/SKILL.md");
  writeFileSync(place, `${text}Mine.\n`);
  writeFileSync(join(folder, "SKILL.md"), `${text}New.\n`);
  const again = await stage.cli(["skill", "install", "coder", folder, "--yes"]);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("edited") });
  expect(readFileSync(place, "utf8")).toContain("Mine.");
  expect((await stage.cli(["skill", "remove", "coder", "release-notes", "--yes"])).code).toBe(0);
  expect((await stage.cli(["skill", "show", "coder", "release-notes"])).code).toBe(1);
  expect((await stage.cli(["skill", "install", "coder", "--", "-x/y@z", "--yes"])).code).not.toBe(0);
});
