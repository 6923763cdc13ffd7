/** What of this machine is in a container, as the runtime is asked for it. */

import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTAINER_IMAGE, containerRules, type HarnessId, type HarnessRequest } from "@tinyagi/contracts";
import { createFakeRuntime } from "@tinyagi/testkit";
import { partial } from "@tinyagi/testkit/partial";
import { afterEach, test as anyTest, beforeEach, expect } from "vitest";
import type { CliInvocation } from "../cli/cli-run.js";
import { createContainers } from "./containers.js";

/** Agents run in containers only there. */
const test = anyTest.skipIf(process.platform !== "linux");

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-mounts-")));
  for (const name of ["work", "home/run", "user/.claude", "files", "other"])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "files/a.png"), "");
  createFakeRuntime(join(folder, "bin"), { kind: "docker", images: [CONTAINER_IMAGE] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function request(change: Partial<HarnessRequest> = {}): HarnessRequest {
  return {
    runId: "run_1",
    agentId: "coder",
    cwd: join(folder, "work"),
    prompt: "",
    systemPrompt: "",
    permissions: "container",
    container: containerRules({}, undefined),
    env: { HOME: join(folder, "user"), PATH: "/usr/bin" },
    deniedPaths: [],
    limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
    ...change,
  };
}

async function buildMounts(
  change: Partial<HarnessRequest> = {},
  hostEnv: Record<string, string> = {},
  id: HarnessId = "claude",
) {
  const places = createContainers({
    home: join(folder, "home"),
    stateFolder: join(folder, "home/sessions/containers"),
    socketFolder: join(folder, "home/run"),
    hostEnv: { PATH: join(folder, "bin"), ...hostEnv },
  });
  const place = await places(id, request(change));
  try {
    const { args } = await place.enclose(
      partial<CliInvocation>({ command: "claude", args: [], env: {} }),
      [],
    );
    expect(args[args.indexOf("--workdir") + 1]).toBe(change.cwd ?? join(folder, "work"));
    return args
      .filter((_, at) => args[at - 1] === "--mount")
      .map((value) => value.replaceAll(folder, "").replace("type=bind,source=", ""))
      .filter((value) => !value.includes(".sock"))
      .sort();
  } finally {
    await place.close();
  }
}

const STATE = "/home/sessions/containers/coder/claude,target=/home/agent/.claude";

test("the workspace and the program's own sessions are all that it has without messages with files", async () => {
  expect(await buildMounts()).toEqual([STATE, "/work,target=/work"]);
});

test("files of messages and opened folders are there to read only, and what is missing is not there", async () => {
  const reach = {
    readable: [
      join(folder, "work"),
      join(folder, "files/a.png"),
      join(folder, "other"),
      join(folder, "gone"),
    ],
    closed: [],
    siblings: [],
  };
  expect(await buildMounts({ reach })).toEqual([
    "/files/a.png,target=/files/a.png,readonly",
    STATE,
    "/other,target=/other,readonly",
    "/work,target=/work",
  ]);
});

test("of the folder with the login, only the login is there, and its place is made by the owner", async () => {
  const login = join(folder, "user/.claude/.credentials.json");
  writeFileSync(login, "{}");
  writeFileSync(join(folder, "user/.claude/history.jsonl"), "");
  expect(await buildMounts()).toContain(
    "/user/.claude/.credentials.json,target=/home/agent/.claude/.credentials.json",
  );
  const point = join(folder, "home/sessions/containers/coder/claude/.credentials.json");
  expect(statSync(point).mode & 0o777).toBe(0o600);
  rmSync(login);
  expect(await buildMounts()).toEqual([STATE, "/work,target=/work"]);
  expect(() => readFileSync(point)).toThrow();
});

test("a link that the agent made in its own folder makes no file elsewhere", async () => {
  const login = join(folder, "user/.claude/.credentials.json");
  writeFileSync(login, "{}");
  const state = join(folder, "home/sessions/containers/coder/claude");
  mkdirSync(state, { recursive: true });
  symlinkSync(join(folder, "user/made-by-agent"), join(state, ".credentials.json"));
  await buildMounts();
  expect(readdirSync(join(folder, "user"))).toEqual([".claude"]);
});

test.each<[string, Partial<HarnessRequest>, Record<string, string>]>([
  ["TinyAGI's home", { cwd: "" }, {}],
  ["the socket of Docker", { cwd: "/run" }, {}],
  ["the socket that DOCKER_HOST names", {}, { DOCKER_HOST: "unix:///work/run/docker.sock" }],
  ["everything", { cwd: "/" }, {}],
])("a workspace that holds %s is refused", async (_, change, hostEnv) => {
  const cwd = change.cwd === "" ? folder : (change.cwd ?? join(folder, "work"));
  const env = Object.fromEntries(
    Object.entries(hostEnv).map(([name, value]) => [name, value.replace("unix://", `unix://${folder}`)]),
  );
  await expect(buildMounts({ cwd }, env)).rejects.toThrow(/cannot be mounted/);
});

test("a sub-agent has its agent's workspace and works in its own folder: no folder that it writes is mounted", async () => {
  const cwd = join(folder, "work/.agents/scout");
  mkdirSync(cwd, { recursive: true });
  const reach = { readable: [join(folder, "work")], closed: [], siblings: [] };
  expect(await buildMounts({ cwd, workspace: join(folder, "work"), reach })).toEqual([
    STATE,
    "/work,target=/work",
  ]);
});

test("a link in the place of a sub-agent's folder leads nowhere", async () => {
  mkdirSync(join(folder, "work/.agents"));
  const cwd = join(folder, "work/.agents/scout");
  symlinkSync(join(folder, "other"), cwd);
  await expect(buildMounts({ cwd, workspace: join(folder, "work") })).rejects.toThrow(/leads out of/);
});

test("a link in the place of the workspace is not followed", async () => {
  symlinkSync(join(folder, "other"), join(folder, "link"));
  const change = { cwd: join(folder, "link"), workspace: join(folder, "link") };
  await expect(buildMounts(change)).rejects.toThrow(/leads out of/);
});

test.each<[string, string]>([
  ["the home", "home/logs"],
  ["the sessions of another agent", "home/sessions/containers/other"],
  ["the user's keys", "user/.ssh"],
  ["the user's runtime folder", "runtime/bus"],
])("what is inside of %s is refused, whoever asks for it", async (_, path) => {
  const inside = join(folder, path);
  mkdirSync(inside, { recursive: true });
  symlinkSync(inside, join(folder, "way"));
  const hostEnv = { HOME: join(folder, "user"), XDG_RUNTIME_DIR: join(folder, "runtime") };
  const reach = { readable: [join(folder, "way")], closed: [], siblings: [] };
  await expect(buildMounts({ reach }, hostEnv)).rejects.toThrow(/cannot be mounted/);
  await expect(buildMounts({ cwd: inside }, hostEnv)).rejects.toThrow(/cannot be mounted/);
  const env = { HOME: join(folder, "user"), SSL_CERT_FILE: inside };
  await expect(buildMounts({ env }, hostEnv)).rejects.toThrow(/cannot be mounted/);
});

test("files of messages in the home are there, by their own path only", async () => {
  mkdirSync(join(folder, "home/files"));
  const sent = join(folder, "home/files/a.png");
  writeFileSync(sent, "");
  const reach = { readable: [sent], closed: [], siblings: [] };
  expect(await buildMounts({ reach })).toContain("/home/files/a.png,target=/home/files/a.png,readonly");
});

test("what is closed in a folder that the agent reads looks empty, and its own workspace in it does not", async () => {
  for (const name of ["agents/a", "agents/b", "kept"])
    mkdirSync(join(folder, "work", name), { recursive: true });
  for (const name of ["note", ".ssh", ".npmrc"])
    name === ".ssh" ? mkdirSync(join(folder, "work", name)) : writeFileSync(join(folder, "work", name), "");
  const at = (name: string) => join(folder, "work", name);
  const reach = {
    readable: [join(folder, "work")],
    closed: [at("agents")],
    siblings: [at("agents/b"), at("note")],
  };
  const hostEnv = { HOME: join(folder, "work") };
  expect(await buildMounts({ cwd: at("agents/a"), reach }, hostEnv)).toEqual([
    "/dev/null,target=/work/.npmrc,readonly",
    "/dev/null,target=/work/note,readonly",
    STATE,
    "/work,target=/work,readonly",
    "/work/agents/a,target=/work/agents/a",
    "type=tmpfs,target=/work/.ssh,tmpfs-size=65536,tmpfs-mode=0555",
    "type=tmpfs,target=/work/agents,tmpfs-size=65536,tmpfs-mode=0555",
  ]);
});

test.each(["a pipe", "a folder"])("%s in the place of the login is put away", async (what) => {
  const login = join(folder, "user/.claude/.credentials.json");
  writeFileSync(login, "{}");
  const point = join(folder, "home/sessions/containers/coder/claude/.credentials.json");
  mkdirSync(what === "a folder" ? join(point, "x") : join(point, ".."), { recursive: true });
  if (what === "a pipe") execFileSync("mkfifo", [point]);
  expect(await buildMounts()).toHaveLength(3);
  expect(statSync(point).isFile()).toBe(true);
});

test.each<[HarnessId, string[], string[]]>([
  ["claude", ["settings.json", "settings.local.json", "hooks", "plugins"], ["projects", "history.jsonl"]],
  ["codex", ["config.toml", "hooks.json", "rules"], ["sessions"]],
  ["opencode", ["opencode/bin"], ["opencode/storage"]],
])("what %s would start is gone before the next run, and its sessions stay", async (id, code, kept) => {
  const state = join(folder, "home/sessions/containers/coder", id);
  for (const name of [...code, ...kept]) mkdirSync(join(state, name, "x"), { recursive: true });
  await buildMounts({}, {}, id);
  expect(code.filter((name) => existsSync(join(state, name)))).toEqual([]);
  expect(kept.filter((name) => !existsSync(join(state, name)))).toEqual([]);
});

test("certificates of all variables that name them are there, and a word is not taken for a path", async () => {
  mkdirSync(join(folder, "certs"));
  writeFileSync(join(folder, "own.pem"), "");
  const env = {
    HOME: join(folder, "user"),
    SSL_CERT_DIR: join(folder, "certs"),
    GIT_SSL_CAINFO: join(folder, "own.pem"),
    NODE_USE_SYSTEM_CA: "1",
    HTTPS_PROXY: join(folder, "other"),
  };
  expect(await buildMounts({ env })).toEqual([
    "/certs,target=/certs,readonly",
    STATE,
    "/own.pem,target=/own.pem,readonly",
    "/work,target=/work",
  ]);
});
