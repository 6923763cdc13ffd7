/** How each CLI's sandbox gives access to the API: one host and one folder, and only if the CLI can restrict it to those. */
import type { HarnessRequest } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { claudeSettings } from "../claude/arguments.js";
import { codexInvocation } from "../codex/arguments.js";

const ACCESS = "/home/op/.tinyagi/run/access";
const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: "/work",
  prompt: "go",
  systemPrompt: "",
  permissions: "sandboxed",
  env: { TINYAGI_TOKEN_FILE: `${ACCESS}/coder/run_1/token` },
  deniedPaths: ["/home/op/.tinyagi/auth", ACCESS],
  readablePaths: [`${ACCESS}/coder`],
  closedPaths: [`${ACCESS}/writer`],
  api: { host: "127.84.65.71", port: 3777 },
  limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};
const codex = (request: HarnessRequest, hasNetworkProxy: boolean) =>
  codexInvocation(request, { userSetsSandboxMode: false, hasNetworkProxy }).args.join("\n");
const claude = (request: Partial<HarnessRequest>, sandbox = true) =>
  claudeSettings({ ...REQUEST, ...request, sandbox, configDirs: [] });

describe("claude's sandbox", () => {
  test("lets a run read received files and its own skills, but not edit them", () => {
    const sealed = { home: "/home/op/.tinyagi", readable: ["/home/op/.tinyagi/files/in"] };
    const skillsPlugin = "/home/op/.tinyagi/run/one/workspace";
    const opened = [...sealed.readable, skillsPlugin];
    for (const permissions of ["sandboxed", "ask"] as const) {
      const settings = claudeSettings({
        ...REQUEST,
        permissions,
        sandbox: true,
        configDirs: [],
        sealed,
        skillsPlugin,
      });
      expect(settings).toMatchObject({
        permissions: {
          allow: [...opened, "/work/.claude/skills", "/work/.agents/skills"].map(
            (path) => `Read(/${path}/**)`,
          ),
        },
        sandbox: { filesystem: { allowRead: [`${ACCESS}/coder`, ...opened] } },
      });
      expect(JSON.stringify(settings)).not.toContain("allowWrite");
    }
  });

  test("opens one host and the agent's own folder", () => {
    expect(claude({})).toMatchObject({
      sandbox: {
        filesystem: { denyRead: REQUEST.deniedPaths, allowRead: [`${ACCESS}/coder`] },
        network: { allowedDomains: ["127.84.65.71"] },
      },
    });
  });

  test("has no network without a host, and opens nothing without a sandbox", () => {
    const { api: _, ...without } = REQUEST;
    const closed = claudeSettings({ ...without, sandbox: true, configDirs: [] });
    expect(JSON.stringify(closed)).not.toContain("allowedDomains");
    expect(JSON.stringify(claude({}, false))).not.toContain("127.84");
    expect(JSON.stringify(claude({ permissions: "bypass" }))).not.toContain("127.84");
  });
});

describe("codex's sandbox", () => {
  test("opens one host if codex can restrict the network to it", () => {
    const args = codex(REQUEST, true);
    expect(args).toContain("features.network_proxy=true");
    expect(args).toMatch(/"network" = \{[^}]*"enabled" = true[^}]*"127\.84\.65\.71" = "allow"/);
  });

  test("has no network if codex cannot restrict it, without a host, and in mode ask", () => {
    const { api: _, ...without } = REQUEST;
    for (const args of [
      codex(REQUEST, false),
      codex(without, true),
      codex({ ...REQUEST, permissions: "ask" }, true),
    ]) {
      expect(args).not.toContain("network");
    }
  });

  test("closes each of the other agents' folders, because closing their parent would close the agent's own", () => {
    const args = codex(REQUEST, true);
    expect(args).toContain(`"${ACCESS}/writer" = "none"`);
    expect(args).not.toContain(`"${ACCESS}" = "none"`);
    expect(args).toContain('"/home/op/.tinyagi/auth" = "none"');
    const { readablePaths: _r, closedPaths: _c, ...without } = REQUEST;
    expect(codex(without, true)).toContain(`"${ACCESS}" = "none"`);
  });

  test("passes on the variable with the token's path, which codex would remove because of its name", () => {
    expect(codex(REQUEST, true)).toContain(
      `shell_environment_policy.set.TINYAGI_TOKEN_FILE="${ACCESS}/coder/run_1/token"`,
    );
  });
});
