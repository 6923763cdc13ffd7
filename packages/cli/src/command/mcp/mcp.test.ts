/** @requirement MCP-4 */
import { mkdir, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../../testing/fake-server.js";
import { type InvocationResult, invoke, withHome } from "../../testing/invoke.js";

type Tinyagi = (...words: string[]) => Promise<InvocationResult>;
interface Place {
  tinyagi: Tinyagi;
  server: FakeServer;
  home: string;
}

const VIEW = {
  id: "files",
  kind: "program",
  place: "npx files",
  agents: ["coder"],
  everyone: false,
  state: "running",
  problem: null,
  login: "none",
  pid: 7,
  tools: [],
  digest: null,
};

function served(use: (place: Place) => Promise<void>): Promise<void> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    const settings = {
      agents: { coder: { name: "Coder", mcp_servers: ["old"] } },
      mcp_servers: { old: { url: "http://x" } },
    };
    server.answers.set("GET /api/settings", { status: 200, body: settings });
    server.answers.set("POST /api/settings/change", { status: 200, body: { ok: true, settings: {} } });
    server.answers.set("GET /api/mcp-servers", { status: 200, body: [VIEW] });
    server.answers.set("POST /api/mcp-servers/files/test", { status: 200, body: VIEW });
    await use({ tinyagi: (...words) => invoke(words, { home }), server, home });
  });
}

const listChanges = ({ calls }: FakeServer) =>
  calls
    .filter(({ line }) => line === "POST /api/settings/change")
    .map(({ body }) => (body as { changes: unknown }).changes);

describe("mcp add", () => {
  it("stores a program with the places of its keys, and lets agents use it beside what they had", () =>
    served(async ({ tinyagi, server }) => {
      const words = [
        "mcp",
        "add",
        "files",
        "--agent",
        "@coder",
        "--env",
        "KEY=env:MY_KEY",
        "--yes",
        "--",
        "npx",
        "-y",
        "files",
      ];
      const { code, stderr } = await tinyagi(...words);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining("tinyagi mcp remove files"),
      });
      const value = { command: "npx", args: ["-y", "files"], env: { KEY: "env:MY_KEY" }, everyone: false };
      expect(listChanges(server)).toEqual([
        [
          { path: ["mcp_servers", "files"], value },
          { path: ["agents", "coder", "mcp_servers"], value: ["old", "files"] },
        ],
      ]);
    }));

  it.each([
    [["--env", "KEY=sk-live-123", "--", "npx", "x"], /not the value/],
    [["--header", "Authorization", "--url", "https://x.example"], /not the value/],
    [["--url", "https://x.example", "--", "npx"], /either a program after --, or --url/],
    [[], /either a program after --, or --url/],
  ])("refuses %j, and changes nothing", (words, said) =>
    served(async ({ tinyagi, server }) => {
      const { code, stderr } = await tinyagi("mcp", "add", "mine", "--yes", ...words);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) });
      expect(server.calls).toEqual([]);
    }),
  );

  it("asks first, because the program runs as the user", () =>
    served(async ({ tinyagi, server }) => {
      const { code, stderr } = await tinyagi("mcp", "add", "mine", "--", "npx", "files");
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("--yes") });
      expect(server.calls).toEqual([]);
    }));

  it("names an agent that does not exist", () =>
    served(async ({ tinyagi, server }) => {
      const { code, stderr } = await tinyagi("mcp", "grant", "files", "--agent", "nobody");
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("tinyagi agent list") });
      expect(listChanges(server)).toEqual([]);
    }));
});

it("mcp import takes the servers of Claude Code that TinyAGI does not have, and names the others", () =>
  served(async ({ tinyagi, server, home }) => {
    const mcpServers = {
      GitHub: { type: "http", url: "https://x.example/mcp", headers: { Authorization: "k" } },
      old: { command: "old" },
      "bad name": { command: "x" },
      broken: { command: 7 },
      events: { type: "sse", url: "https://x.example/sse" },
      trap: { command: "node", env: { NODE_OPTIONS: "--import /ws/evil.mjs" } },
    };
    const file = join(home, "claude.json");
    await writeFile(file, JSON.stringify({ mcpServers }));
    const { code, stdout, stderr } = await tinyagi("mcp", "import", "--from", file, "--yes");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "added github\n" });
    for (const name of ["old", "bad name", "broken", "events", "trap"])
      expect(stderr).toContain(`left out: ${name} (`);
    expect(stderr).toContain("Authorization");
    expect(stderr).not.toContain("workspace");
    const value = { url: "https://x.example/mcp", headers: { Authorization: "k" } };
    expect(listChanges(server)).toEqual([[{ path: ["mcp_servers", "github"], value }]]);
  }));

it("mcp import says that an agent can have written a file of its workspace", () =>
  served(async ({ tinyagi, server, home }) => {
    const agents = { coder: { name: "Coder" } };
    const workspace = { path: join(home, "..", "ws-of-mcp-import") };
    server.answers.set("GET /api/settings", { status: 200, body: { agents, workspace } });
    const file = join(workspace.path, "coder", ".mcp.json");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ mcpServers: { x: { command: "x" } } }));
    const { stderr } = await tinyagi("mcp", "import", "--from", file, "--yes");
    expect(stderr).toContain("in the workspace of an agent, which can have written it");
  }));

describe("doctor", () => {
  it("recommends no import of a file that an agent can write", () =>
    withHome(async (home) => {
      const workspace = join(home, "..", "ws-of-mcp-doctor");
      await writeFile(
        join(home, "settings.json"),
        JSON.stringify({ workspace: { path: workspace }, agents: { coder: { name: "Coder" } } }),
        { mode: 0o600 },
      );
      await mkdir(join(workspace, "coder"), { recursive: true });
      const servers = JSON.stringify({ mcpServers: { x: { command: "x" } } });
      await writeFile(join(workspace, "coder", ".mcp.json"), servers);
      const { stdout } = await invoke(["doctor"], { home, env: { HOME: home } });
      expect(stdout).toContain("An agent can write this file");
      expect(stdout).not.toContain("tinyagi mcp import");
    }));

  it("names the servers of Claude Code and of a workspace that agents do not use", () =>
    withHome(async (home) => {
      const workspace = join(home, "..", "ws-of-mcp-test");
      await writeFile(join(home, "settings.json"), JSON.stringify({ workspace: { path: workspace } }), {
        mode: 0o600,
      });
      await writeFile(
        join(home, ".claude.json"),
        JSON.stringify({ mcpServers: { linear: { url: "https://l.example" } } }),
      );
      const { stdout } = await invoke(["doctor"], { home, env: { HOME: home } });
      expect(stdout).toContain("agents do not use the MCP servers of");
      expect(stdout).toContain("tinyagi mcp import --from");
    }));

  it("says what is wrong with a server, and what to do", () =>
    served(async ({ tinyagi, server, home }) => {
      await writeFile(
        join(home, "settings.json"),
        JSON.stringify({ mcp_servers: { files: { command: "npx" } } }),
        { mode: 0o600 },
      );
      const wrong = { ...VIEW, problem: "it ended by itself", digest: "0".repeat(64), agents: [] };
      server.answers.set("GET /api/mcp-servers", { status: 200, body: [wrong] });
      const { stdout } = await tinyagi("doctor");
      for (const command of ["mcp test files", "mcp accept files", "mcp grant files"])
        expect(stdout).toContain(command);
    }));
});

describe("the catalogue", () => {
  it("adds a server by its name, with the usual places of its keys", () =>
    served(async ({ tinyagi, server }) => {
      server.answers.set("POST /api/mcp-servers/github/test", {
        status: 200,
        body: { ...VIEW, id: "github" },
      });
      expect(await tinyagi("mcp", "add", "github", "--yes")).toMatchObject({ code: 0 });
      expect(listChanges(server)).toEqual([
        [
          {
            path: ["mcp_servers", "github"],
            value: {
              url: "https://api.githubcopilot.com/mcp/",
              headers: { Authorization: "env:GITHUB_AUTHORIZATION" },
              everyone: false,
            },
          },
        ],
      ]);
    }));

  it("puts a folder where the server wants one, and asks for one that is missing", () =>
    served(async ({ tinyagi, server }) => {
      const nothing = await tinyagi("mcp", "add", "files", "--yes");
      expect(nothing.code).toBe(2);
      expect(nothing.stderr).toContain("tinyagi mcp add files --folder /path/to/folder");
      expect(await tinyagi("mcp", "add", "files", "--folder", "/srv/docs", "--yes")).toMatchObject({
        code: 0,
      });
      const [[change]] = listChanges(server) as [[{ value: { args: string[] } }]];
      expect(change.value.args.at(-1)).toBe("/srv/docs");
    }));

  it("says what each needs, and that a tool of TinyAGI is turned on instead", () =>
    served(async ({ tinyagi }) => {
      const { stdout } = await tinyagi("mcp", "catalog", "--json");
      const rows = JSON.parse(stdout) as { id: string; add: string }[];
      expect(rows.map(({ id }) => id)).toContain("database");
      expect(await tinyagi("mcp", "add", "fetch", "--yes")).toMatchObject({ code: 2 });
    }));
});

describe("a login", () => {
  const LOGGED_IN = { ...VIEW, id: "notion", login: "done" };
  const ADDRESS = "https://login.example/authorize?state=b";

  function begun(
    use: (place: Place, redirectUri: string, ended: Promise<InvocationResult>) => Promise<void>,
    { url = ADDRESS, ...options }: { url?: string; stdin?: PassThrough; signal?: AbortSignal } = {},
  ) {
    return served(async (place) => {
      const { server, home } = place;
      const at = "POST /api/mcp-servers/notion";
      server.answers.set(`${at}/login`, { status: 200, body: { url } });
      server.answers.set(`${at}/login/finish`, { status: 200, body: LOGGED_IN });
      server.answers.set(`${at}/test`, { status: 200, body: LOGGED_IN });
      const ended = invoke(["mcp", "login", "notion"], { home, ...options });
      const call = await waitFor(() => server.calls.find(({ line }) => line === `${at}/login`));
      await use(place, (call.body as { redirectUri: string }).redirectUri, ended);
    });
  }
  const answers = ({ calls }: FakeServer) =>
    calls.filter(({ line }) => line.endsWith("/login/finish")).map(({ body }) => body);

  it("shows the address for the browser, and brings back what the browser was given", () =>
    begun(async ({ server }, redirectUri, ended) => {
      expect((await fetch(new URL("/favicon.ico", redirectUri))).status).toBe(404);
      const page = await fetch(`${redirectUri}?code=a&state=b`);
      expect(await page.text()).toContain("You can close this page");
      const { code, stderr } = await ended;
      expect(code).toBe(0);
      expect(stderr).toContain(ADDRESS);
      expect(answers(server)).toEqual([{ answer: "?code=a&state=b" }]);
    }));

  it("goes on when another page or program calls its port", () =>
    begun(async ({ server }, redirectUri, ended) => {
      const { port, origin } = new URL(redirectUri);
      for (const path of ["//", "/callback?code=evil&state=other", "/callback?code=evil", "http://["])
        expect(await statusOf(Number(port), path), path).toBe(404);
      expect((await fetch(`${origin}/callback?code=a&state=b`, { method: "POST" })).status).toBe(404);
      await fetch(`${redirectUri}?code=a&state=b`);
      expect((await ended).code).toBe(0);
      expect(answers(server)).toEqual([{ answer: "?code=a&state=b" }]);
    }));

  it("takes the address that a person pastes, and asks again for what is none of this login", () => {
    const stdin = new PassThrough();
    return begun(
      async ({ server }, redirectUri, ended) => {
        stdin.write(`nonsense\n${redirectUri}?code=a&state=other\n${redirectUri}?code=a&state=b\n`);
        const { code, stderr } = await ended;
        expect(code).toBe(0);
        expect(stderr.match(/This is no address with an answer/g)).toHaveLength(2);
        expect(answers(server)).toEqual([{ answer: "?code=a&state=b" }]);
      },
      { stdin },
    );
  });

  it("ends at once when the person interrupts it", () => {
    const interrupt = new AbortController();
    return begun(
      async ({ server }, _redirectUri, ended) => {
        interrupt.abort();
        expect((await ended).code).toBe(130);
        expect(answers(server)).toEqual([]);
      },
      { signal: interrupt.signal },
    );
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "vscode://x", "nonsense"])(
    "shows no address that is no page: %s",
    (url) =>
      begun(
        async (_place, _redirectUri, ended) => {
          const { code, stderr } = await ended;
          expect(code).toBe(69);
          expect(stderr).not.toContain(url);
        },
        { url },
      ),
  );
});

/** The status of a request whose path no client would write so. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject);
  });
}
