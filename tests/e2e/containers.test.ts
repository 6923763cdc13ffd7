/**
 * The real agent CLIs in containers. The runtime is a fake that really runs them, in bubblewrap, with the mounts, the
 * network and the environment that it is asked for; on a machine with Docker or Podman and the image, the last test uses
 * that one.
 *
 * @requirement CONTAINER-1
 * @requirement CONTAINER-2
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeRuntime, type FakeRuntime, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import { openToolUsers, type ToolUsers } from "./support/tool-user.js";

const IMAGE = "localhost/tinyagi-agents:1";
const TIMEOUT_MS = 180_000;
const TOOLS = ["agent CLIs", "bubblewrap", "curl"] as const;
const AGENTS = {
  claude: (name: string) => ({ name: `mcp__tinyagi__${name}` }),
  codex: (name: string) => ({ name, namespace: "mcp__tinyagi" }),
  opencode: (name: string) => ({ name: `tinyagi_${name}` }),
} as const;
const SKIPPED = needs(...TOOLS).skip;

let folder: string;
let runtime: FakeRuntime;
let users: ToolUsers;
/** Listens on 127.0.0.1 alone, as most programs of a developer's machine do. */
let neighbour: Server;

function fakeRuntime(): FakeRuntime {
  const programs = join(agentCliPath(), "..");
  return createFakeRuntime(join(folder, "bin"), {
    kind: "podman",
    rootless: true,
    images: [IMAGE],
    path: `${agentCliPath()}:/usr/bin:/bin`,
    imageFolders: [programs, realpathSync(programs)],
  });
}

beforeAll(async () => {
  if (SKIPPED) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-containers-")));
  runtime = fakeRuntime();
  neighbour = createServer((_request, response) => response.end("NEIGHBOUR"));
  await new Promise<void>((resolve) => neighbour.listen(0, "127.0.0.1", resolve));
  users = await openToolUsers({ path: [runtime.dir], agent: { permissions: "container" } });
  await users.daemon.client.call("putTeam", {
    params: { id: "dev" },
    body: { name: "Dev", agents: Object.keys(AGENTS), leader_agent: "claude" },
  });
}, TIMEOUT_MS);
afterAll(async () => {
  if (SKIPPED) return;
  await users[Symbol.asyncDispose]();
  neighbour.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries(AGENTS))("@%s in a container", needs(...TOOLS), (agent, tool) => {
  test(
    "works in its workspace, uses the tools of TinyAGI, and sees nothing else of this machine",
    async () => {
      const { home } = users.stage.place;
      const { port } = neighbour.address() as AddressInfo;
      const results = await users.use(agent, [
        { ...tool("list_team"), input: {} },
        { command: "echo made > made-inside.txt; cat made-inside.txt" },
        {
          command: `ls -A ${home} 2>&1; cat ${home}/settings.json 2>&1; cat ${home}/auth/token 2>&1; echo END`,
        },
        { command: `curl -s -m 3 --noproxy '*' http://127.0.0.1:${port}/ || echo CLOSED` },
        { command: "curl -s -m 3 -o /dev/null -w '%{http_connect}' https://example.com/ || echo REFUSED" },
        {
          command: 'curl -s -m 5 -H @"$TINYAGI_AUTH_FILE" -w " <%{http_code}>" "$TINYAGI_API_URL/api/agents"',
        },
      ]);
      const [team = "", made = "", secrets = "", loopback = "", outside = "", api = ""] = results;
      expect(team).toMatch(new RegExp(`"you":"${agent}"|@${agent} \\(.*you`));
      expect(made).toContain("made");
      expect(secrets).toMatch(/settings\.json: No such file/);
      expect(secrets).toMatch(/token: No such file/);
      expect(loopback).toContain("CLOSED");
      expect(loopback).not.toContain("NEIGHBOUR");
      expect(outside).toMatch(/403[\s\S]*REFUSED/);
      expect(api).toContain("<200>");
      expect(runtime.containers()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe("a container whose daemon is killed", needs(...TOOLS), () => {
  test(
    "is ended by the agent host",
    async () => {
      // Nobody waits for its end.
      void users.use("claude", [{ command: "sleep 600" }]).catch(() => undefined);
      await waitFor(() => runtime.containers().length === 1, { what: "the container", timeoutMs: 60_000 });
      const removed = () => runtime.calls().filter(([command]) => command === "rm").length;
      const before = removed();
      users.daemon.signal("SIGKILL");
      await users.daemon.exited;
      await waitFor(() => runtime.containers().length === 0, { what: "its end", timeoutMs: 20_000 });
      await waitFor(() => removed() > before, { what: "the host to remove it", timeoutMs: 20_000 });
    },
    TIMEOUT_MS,
  );
});

function realRuntime(): string | undefined {
  for (const name of ["podman", "docker"]) {
    try {
      execFileSync(name, ["image", "inspect", IMAGE], { stdio: "ignore" });
      return name;
    } catch {
      // Not installed, not running, or without the image.
    }
  }
  return undefined;
}

describe("the real runtime of this machine", { skip: realRuntime() === undefined }, () => {
  test(
    "runs Claude Code in the image that TinyAGI builds",
    async () => {
      await using real = await openToolUsers({ agent: { permissions: "container" } });
      const [listed = ""] = await real.use("claude", [
        { ...AGENTS.claude("list_team"), input: {} },
        { command: `cat ${real.stage.place.home}/settings.json` },
      ]);
      expect(listed).toContain("claude");
    },
    TIMEOUT_MS,
  );
});
