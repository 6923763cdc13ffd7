/**
 * Harnesses in containers, through fakes of both runtimes that really run what they are asked to run.
 *
 * @requirement CONTAINER-2
 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  AGENT_HOST,
  CONTAINER_IMAGE,
  type ContainerSettings,
  containerRules,
  type HarnessEvent,
  type HarnessRequest,
} from "@tinyagi/contracts";
import { createFakeRuntime, type FakeRuntime, needs, waitFor } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClaudeHarness } from "../claude/claude-harness.js";
import { createCodexHarness } from "../codex/codex-harness.js";
import { type ConformanceScenarios, HARNESS_CONFORMANCE } from "../conformance.js";
import { createOpencodeHarness } from "../opencode/opencode-harness.js";
import { createContainers } from "./containers.js";

const FAKE = fileURLToPath(new URL("../fixtures/fake-cli.mjs", import.meta.url));
const SECRET = "sk-canary-123456";
const SCENARIOS: ConformanceScenarios = {
  answer: "--version please",
  hang: "fake:hang",
  transient: "fake:partial-exit1",
  empty: "fake:empty",
  rateLimited: "fake:429",
  unauthorized: "fake:401",
  silent: "fake:silent",
  partial: "fake:partial-exit1",
  resultThenHang: "fake:result-hang",
  garbage: "fake:garbage",
  longLine: "fake:long-line",
  lostSession: "10570000-0000-4000-8000-000000000000",
};

let folder: string;
let workspace: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-container-")));
  workspace = join(folder, "work");
  mkdirSync(workspace);
  mkdirSync(join(folder, "home/run"), { recursive: true });
  mkdirSync(join(folder, "user"));
  writeFileSync(join(folder, "home/settings.json"), "the settings");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KINDS = { docker: { kind: "docker" }, podman: { kind: "podman", rootless: true } } as const;

function runtime(
  kind: keyof typeof KINDS,
  change: { images?: string[]; answers?: boolean } = {},
): FakeRuntime {
  return createFakeRuntime(join(folder, "bin"), {
    ...KINDS[kind],
    images: [CONTAINER_IMAGE],
    imageFolders: [dirname(FAKE)],
    ...change,
  });
}

function request(change: Partial<HarnessRequest> = {}, container: ContainerSettings = {}): HarnessRequest {
  return {
    runId: "run_1",
    agentId: "coder",
    cwd: workspace,
    prompt: "hello",
    systemPrompt: "Be brief.",
    permissions: "container",
    container: containerRules({}, { container }),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(folder, "user"),
      TINYAGI_RUN_ID: `run-${process.pid}-${Math.random()}`,
      FAKE_JOURNAL: join(workspace, "journal"),
      ANTHROPIC_API_KEY: SECRET,
      DOCKER_HOST: "unix:///run/docker.sock",
    },
    deniedPaths: [join(folder, "home/settings.json")],
    limits: { timeoutMs: 20_000, idleTimeoutMs: 15_000, maxOutputBytes: 50_000_000, maxLineBytes: 1_048_576 },
    ...change,
  };
}

function places() {
  return createContainers({
    home: join(folder, "home"),
    stateFolder: join(folder, "home/sessions/containers"),
    socketFolder: join(folder, "home/run"),
    hostEnv: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, HOME: join(folder, "user") },
  });
}

const make = {
  claude: () =>
    createClaudeHarness({ command: FAKE, graceMs: 200, tempDir: join(folder, "home/run"), places: places() }),
  codex: () =>
    createCodexHarness({ command: FAKE, graceMs: 200, tempDir: join(folder, "home/run"), places: places() }),
  opencode: () =>
    createOpencodeHarness({
      command: FAKE,
      graceMs: 200,
      tempDir: join(folder, "home/run"),
      places: places(),
    }),
};
const quiet = () => ({ signal: new AbortController().signal, onEvent: () => {} });
const journal = () =>
  readFileSync(join(workspace, "journal"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { args: string[]; prompt: string; env: Record<string, string> });

describe.each(["claude", "codex", "opencode"] as const)(
  "the %s harness in a container",
  needs("bubblewrap"),
  (id) => {
    for (const { name, check } of HARNESS_CONFORMANCE) {
      test(name, async () => {
        const { containers } = runtime(id === "codex" ? "podman" : "docker");
        await check({ harness: make[id](), scenarios: SCENARIOS, request: request() });
        expect(containers()).toEqual([]);
      });
    }

    test("gets its prompt, its key and its workspace, and nothing of this machine", async () => {
      runtime("docker");
      const result = await make[id]().run(request({ prompt: "hello you" }), quiet());
      expect(result.text).toContain("hello you");
      const [{ env } = { env: {} }] = journal();
      expect(env).toMatchObject({ ANTHROPIC_API_KEY: SECRET, HOME: "/home/agent" });
      expect(env).not.toHaveProperty("DOCKER_HOST");
      expect(Object.values(env).join(" ")).not.toContain(join(folder, "user"));
    });
  },
);

describe.each(["docker", "podman"] as const)("%s", needs("bubblewrap"), (kind) => {
  test("gets secrets by their names only, and never as an argument", async () => {
    const { calls } = runtime(kind);
    await make.claude().run(request(), quiet());
    expect(JSON.stringify(calls())).not.toContain(SECRET);
    expect(calls().find(([command]) => command === "run")).toContain("ANTHROPIC_API_KEY");
  });

  test("ends a container of which the run was stopped, although its program ignores signals", async () => {
    const { containers, calls } = runtime(kind);
    const controller = new AbortController();
    const events: HarnessEvent[] = [];
    const running = make
      .claude()
      .run(request({ prompt: "fake:outlive-text" }), {
        signal: controller.signal,
        onEvent: (event) => events.push(event),
      })
      .catch((error: unknown) => error);
    await waitFor(() => events.some(({ type }) => type === "text"), { what: "the program" });
    expect(containers()).toHaveLength(1);
    controller.abort();
    expect(await running).toMatchObject({ class: "cancelled" });
    expect(containers()).toEqual([]);
    expect(calls().at(-1)?.slice(0, 3)).toEqual(["rm", "--force", "--volumes"]);
  });
});

describe("without what it needs, a run in a container", needs("bubblewrap"), () => {
  const failure = () =>
    make
      .claude()
      .run(request(), quiet())
      .catch((error: unknown) => error);

  test("waits for the image, and says how to make it", async () => {
    runtime("docker", { images: [] });
    expect(await failure()).toMatchObject({
      failureCause: "container",
      message: expect.stringContaining("tinyagi container build"),
    });
  });

  test("waits for a runtime that does not answer", async () => {
    runtime("docker", { answers: false });
    expect(await failure()).toMatchObject({
      failureCause: "container",
      message: expect.stringContaining("docker"),
    });
  });

  test("waits for a missing runtime, and never runs outside", async () => {
    const harness = createClaudeHarness({
      command: FAKE,
      tempDir: folder,
      places: createContainers({
        home: join(folder, "home"),
        stateFolder: join(folder, "state"),
        socketFolder: join(folder, "home/run"),
        hostEnv: { PATH: join(folder, "bin") },
      }),
    });
    const problem = await harness.run(request(), quiet()).catch((error: unknown) => error);
    expect(problem).toMatchObject({ failureCause: "container", message: expect.stringContaining("podman") });
    expect(() => journal()).toThrow();
  });

  test("is refused where nobody gave the harness containers", async () => {
    const harness = createClaudeHarness({ command: FAKE, tempDir: folder });
    const problem = await harness.run(request(), quiet()).catch((error: unknown) => error);
    expect(problem).toMatchObject({ class: "invalid" });
  });
});

test(
  "the tools of TinyAGI are reached with the token of the run, and only through its socket",
  needs("bubblewrap"),
  async () => {
    const asked: string[] = [];
    const server = createServer(({ url, headers }, response) => {
      asked.push(`${url} ${headers.authorization} ${headers.host}`);
      response.end("tools");
    });
    const socket = join(folder, "home/run/api.sock");
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    runtime("docker");
    const access = join(folder, "home/run/access/coder/run_1");
    mkdirSync(access, { recursive: true });
    writeFileSync(join(access, "token"), "tagr_1");
    const mcp = { url: `http://${AGENT_HOST}:3777/mcp`, token: "tagr_1", tokenFile: join(access, "token") };
    writeFileSync(
      join(workspace, "probe.mjs"),
      `#!/usr/bin/env node
import { readFileSync } from "node:fs";
const config = process.argv.find((word) => word.startsWith("--mcp-config=")).split("=")[1];
const { url, headers } = JSON.parse(readFileSync(config, "utf8")).mcpServers.tinyagi;
const result = await fetch(url, { headers }).then((answer) => answer.text(), String);
console.log(JSON.stringify({ type: "result", subtype: "success", is_error: false, result, session_id: "s", usage: {}, permission_denials: [] }));
`,
      { mode: 0o755 },
    );
    try {
      const harness = createClaudeHarness({
        command: join(workspace, "probe.mjs"),
        tempDir: folder,
        places: places(),
      });
      const run = (change: Partial<HarnessRequest>) =>
        harness.run(request({ mcp, readablePaths: [access], ...change }, { network: "none" }), quiet());
      const result = await run({ api: { host: AGENT_HOST, port: 3777, socket } });
      expect(result.text).toBe("tools");
      expect(asked).toEqual([`/mcp Bearer tagr_1 ${AGENT_HOST}:3777`]);
      const unreachable = await run({ api: { host: AGENT_HOST, port: 3777 } }).catch(
        (error: unknown) => error,
      );
      expect(unreachable).toMatchObject({ class: "invalid", message: expect.stringContaining("doctor") });
    } finally {
      server.close();
    }
  },
);

test(
  "a model server on this machine is reached from inside, and nothing else of loopback",
  needs("bubblewrap"),
  async () => {
    const server = createServer((_, response) => response.end("from the model server"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      const { dir } = runtime("docker");
      writeFileSync(
        join(workspace, "probe.mjs"),
        `#!/usr/bin/env node
const ask = (port) => fetch("http://127.0.0.1:" + port).then((answer) => answer.text(), () => "closed");
const result = await ask(${port});
const other = await ask(1);
console.log(JSON.stringify({ type: "result", subtype: "success", is_error: false, result: result + "; " + other, session_id: "s", usage: {}, permission_denials: [] }));
`,
        { mode: 0o755 },
      );
      expect(dir).not.toBe("");
      const harness = createClaudeHarness({
        command: join(workspace, "probe.mjs"),
        tempDir: folder,
        places: places(),
      });
      const endpoint = { baseUrl: `http://127.0.0.1:${port}`, keyEnv: "ANTHROPIC_AUTH_TOKEN" };
      const result = await harness.run(request({ endpoint }), quiet());
      expect(result.text).toBe("from the model server; closed");
    } finally {
      server.close();
    }
  },
);
