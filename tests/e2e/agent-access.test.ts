/**
 * What the real agent CLIs can do with the token of their run from inside their sandboxes: reach only the API, and act
 * only as themselves. T9, T19, T22, T23 of the threat list.
 *
 * Starting a CLI takes most of the time, so each agent runs once: it executes all commands, and each test looks at the
 * output of one.
 *
 * @requirement SECURE-4
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "./support/tool-user.js";

const TIMEOUT_MS = 180_000;
/** codex includes its own sandbox. */
const AGENTS = {
  claude: ["agent CLIs", "curl", "bubblewrap", "socat"],
  codex: ["agent CLIs", "curl"],
  opencode: ["agent CLIs", "curl", "bubblewrap", "socat"],
  api: ["curl", "bubblewrap", "socat"],
} as const;

let users: ToolUsers;
/** Listens on 127.0.0.1 alone, as most programs of a developer's machine do. */
let neighbour: Server;

beforeAll(async () => {
  neighbour = createServer((_request, response) => response.end("NEIGHBOUR"));
  await new Promise<void>((resolve) => neighbour.listen(0, "127.0.0.1", resolve));
  users = await openToolUsers({
    agent: { system_prompt: "CANARY instructions", env: { SHOP: "CANARY environment" } },
  });
}, TIMEOUT_MS);
afterAll(async () => {
  await users[Symbol.asyncDispose]();
  neighbour.closeAllConnections();
  neighbour.close();
});

/**
 * A command that calls the API as the agent's skills do; the token is in no argument list. claude's sandbox may run it
 * before its own proxy listens.
 */
function api(method: string, path: string, body?: object): string {
  const data = body === undefined ? "" : ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  return `curl -s -m 5 --retry 3 --retry-connrefused --retry-delay 1 -X ${method} -H @"$TINYAGI_AUTH_FILE"${data} -w ' <%{http_code}>' "$TINYAGI_API_URL${path}"`;
}

/** A path that opencode cannot read off the command: it is the sandbox that has to close it. */
function hidden(path: string): string {
  return `"$(echo ${Buffer.from(path).toString("base64")} | base64 -d)"`;
}

/** The token file of another agent, as its run has it while it lives. */
function decoy(agent: string): string {
  const folder = join(users.stage.place.home, "run", "access", agent, "run_decoy");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "token"), "CANARY-OF-ANOTHER-RUN", { mode: 0o600 });
  return join(folder, "token");
}

function listCommands(agent: string) {
  const { port } = neighbour.address() as AddressInfo;
  const ask = (noProxy: string) => `curl -s -m 3 --noproxy '${noProxy}' http://127.0.0.1:${port}/`;
  const foreign = { message: "psst", channel: "telegram", sender: "somebody" };
  const others = [
    decoy(agent === "claude" ? "codex" : "claude"),
    join(users.stage.place.home, "auth", "token"),
  ];
  return {
    teammates: api("GET", "/api/agents"),
    conversation: api("POST", "/api/message", { message: "again", agent }),
    skill: `node .agents/skills/tasks/scripts/tasks.mjs create --title "Made by ${agent}"`,
    ownPerson: api("POST", "/api/responses", { message: "half way" }),
    otherPerson: api("POST", "/api/responses", foreign),
    // What the command itself was given, and what it can read of other processes.
    environments: `env; cat $(echo ${Buffer.from("/proc/[0-9]*/environ").toString("base64")} | base64 -d) 2>/dev/null | tr '\\0' '\\n'; true`,
    tokens: `cat "$TINYAGI_TOKEN_FILE"; cat ${others.map(hidden).join(" ")} || true`,
    // Last: codex ends a command whose second try its proxy has seen.
    machine: `${ask("*")}; ${ask("")}; echo "tried both"`,
  };
}

for (const [agent, tools] of Object.entries(AGENTS))
  describe(`@${agent} in its sandbox`, needs(...tools), () => {
    let printed: Record<keyof ReturnType<typeof listCommands>, string>;
    let conversations: number;

    beforeAll(async () => {
      const { client } = users.daemon;
      const before = (await client.call("listConversations")).length;
      const commands = listCommands(agent);
      const results = await users.use(
        agent,
        Object.values(commands).map((command) => ({ command })),
      );
      printed = Object.fromEntries(
        Object.keys(commands).map((name, at) => [name, results[at] ?? "NOT RUN"]),
      ) as typeof printed;
      conversations = (await client.call("listConversations")).length - before;
    }, TIMEOUT_MS);

    test("reads who its teammates are, without their instructions and environment", () => {
      expect(printed.teammates).toContain("<200>");
      expect(printed.teammates).toContain('"name":"Codex"');
      expect(printed.teammates).not.toContain("CANARY");
    });

    test("cannot open a conversation, and the refusal says how to hand work over", () => {
      expect(printed.conversation).toContain("<403>");
      expect(printed.conversation).toContain("put a tag such as");
      // The run's own.
      expect(conversations).toBe(1);
    });

    test("uses its skills", async () => {
      expect(printed.skill).toContain(`Made by ${agent}`);
      const board = await users.daemon.client.call("listTasks");
      expect(board.map(({ title }) => title)).toContain(`Made by ${agent}`);
    });

    test("writes only to the person of its conversation", async () => {
      expect(printed.ownPerson).toContain("<200>");
      expect(printed.otherPerson).toContain("<403>");
      const query = { channel: "telegram" };
      expect(await users.daemon.client.call("listPendingResponses", { query })).toEqual([]);
    });

    test("reaches nothing else of this machine", () => {
      expect(printed.machine).toMatch(/tried both|Network access to .* was blocked/);
      expect(printed.machine).not.toContain("NEIGHBOUR");
    });

    test("reads its own token, but neither that of another agent nor the operator's", () => {
      expect(printed.tokens).toContain("tagr_");
      expect(printed.tokens).not.toContain("CANARY-OF");
      expect(printed.tokens).not.toContain(users.daemon.token);
    });

    // The commands of claude inherit its key, as SECURITY.md says.
    if (agent !== "claude")
      test("finds neither a token nor a key in an environment, not even of the CLI that has both", () => {
        expect(printed.environments).toContain(`TINYAGI_AGENT_ID=${agent}`);
        expect(printed.environments).not.toMatch(/tagr_|sk-mock/);
      });

    test("after its run the token opens nothing, nor does what its file holds", async () => {
      const printedToken = /tagr_[A-Za-z0-9_-]{43}/.exec(printed.tokens)?.[0];
      expect(printedToken).toBeDefined();
      const folder = join(users.stage.place.home, "run", "access", agent);
      const files = readdirSync(folder).filter((name) => name.endsWith(".token"));
      const stored = files.map((name) => readFileSync(join(folder, name), "utf8"));
      expect(stored).toHaveLength(1);
      for (const token of [printedToken, ...stored]) {
        const headers = { authorization: `Bearer ${token}` };
        await waitFor(
          async () => (await users.daemon.call("GET", "/api/agents", { headers })).status === 401,
          { what: "the token to be worthless" },
        );
      }
    });
  });
