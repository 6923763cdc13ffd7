import { describe, expect, it } from "vitest";
import { type FakeServer, serveHome } from "../testing/fake-server.js";
import { invoke, withHome } from "../testing/invoke.js";
import { typeAt } from "../testing/typing.js";

const ENTER = "\r";
const DOWN = "\u001b[B";

type Script = Parameters<typeof typeAt>[0];

/** Types the answers at a terminal, and returns the last request to the daemon. */
async function typed(
  words: string[],
  script: Script,
  prepare: (server: FakeServer) => void,
): Promise<{ code: number; stderr: string; line: string | undefined; body: unknown }> {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    prepare(server);
    const { code, stderr } = await invoke(words, { home, ...typeAt(script) });
    const call = server.calls.at(-1);
    return { code, stderr, line: call?.line, body: call?.body };
  });
}

const SCHEDULE = {
  id: "1-a",
  label: "one",
  agentId: "coder",
  message: "look",
  cron: "0 9 * * *",
  timeZone: null,
  enabled: true,
  nextRunAt: null,
  lastRun: null,
  reportsTo: null,
  channel: "schedule",
  sender: "",
  catchUp: "once",
  overlap: "skip",
};
const TASK = {
  id: "t",
  createdAt: 0,
  identifier: "T-1",
  title: "x",
  status: "backlog",
  assignee: "",
  priority: "none",
  dueOn: null,
  dispatchError: null,
  conversationId: null,
};

describe("schedule add at a terminal", () => {
  it("asks who, what and when, and shows a wrong duration", async () => {
    const { code, line, body } = await typed(
      ["schedule", "add"],
      [
        [/Which agent or team gets/, `${DOWN}${ENTER}`],
        [/What is the message/, `look${ENTER}`],
        [/When\?/, `${DOWN}${DOWN}${ENTER}`],
        [/After how long/, `soon${ENTER}`],
        [/Use seconds such as 90/, `\u001530m${ENTER}`],
      ],
      (server) =>
        server.answers.set("POST /api/schedules", { status: 200, body: { ok: true, schedule: SCHEDULE } }),
    );
    expect({ code, line }).toEqual({ code: 0, line: "POST /api/schedules" });
    expect(body).toMatchObject({ agentId: "dev", message: "look", runAt: expect.any(Number) });
  });

  it("asks for the time again when the daemon does not accept it, and keeps the other answers", async () => {
    const { code, body, stderr } = await typed(
      ["schedule", "add"],
      [
        [/Which agent or team gets/, `${DOWN}${ENTER}`],
        [/What is the message/, `look${ENTER}`],
        [/When\?/, ENTER],
        [/Cron expression/, `every day${ENTER}`],
        [/When\?/, ENTER],
        [/Cron expression/, `@daily${ENTER}`],
      ],
      (server) => {
        server.fallback = (method, path) => {
          if (method === "GET")
            return { status: 200, body: path === "/api/agents" ? server.agents : server.teams };
          return (server.calls.at(-1)?.body as { cron?: string } | undefined)?.cron === "@daily"
            ? { status: 200, body: { ok: true, schedule: SCHEDULE } }
            : {
                status: 400,
                body: {
                  error: "Invalid cron expression: too short",
                  code: "INVALID_INPUT",
                  details: [{ path: "cron", message: "too short" }],
                },
              };
        };
      },
    );
    expect({ code, body }).toMatchObject({ code: 0, body: { message: "look", cron: "@daily" } });
    expect(stderr).toContain("Invalid cron expression");
  });

  it("asks only for what is missing", async () => {
    const { code, body } = await typed(
      ["schedule", "add", "--agent", "coder", "--cron", "@daily"],
      [[/What is the message/, `look${ENTER}`]],
      (server) =>
        server.answers.set("POST /api/schedules", { status: 200, body: { ok: true, schedule: SCHEDULE } }),
    );
    expect({ code, body }).toEqual({ code: 0, body: { agentId: "coder", message: "look", cron: "@daily" } });
  });
});

describe("task add at a terminal", () => {
  it("asks for the title and whom it is for", async () => {
    const { code, body } = await typed(
      ["task", "add"],
      [
        [/What is the title/, `Fonts${ENTER}`],
        [/Which agent or team is it for/, `${DOWN}${ENTER}`],
      ],
      (server) => server.answers.set("POST /api/tasks", { status: 200, body: { ok: true, task: TASK } }),
    );
    expect({ code, body }).toEqual({ code: 0, body: { title: "Fonts", assignee: "coder" } });
  });
});

describe("pairing approve at a terminal", () => {
  const entry = { channel: "telegram", sender: "Ann", senderId: "42", role: "member" };

  it("offers the waiting people, with their names made harmless", async () => {
    const { code, body, stderr } = await typed(
      ["pairing", "approve"],
      [[/Which sender do you approve/, ENTER]],
      (server) => {
        const waiting = { ...entry, sender: "An\u001b[31mn", code: "K7QX2M9P", createdAt: 0, expiresAt: 1 };
        server.answers.set("GET /api/pairing", { status: 200, body: { pending: [waiting], approved: [] } });
        server.answers.set("POST /api/pairing/approve", { status: 200, body: { ok: true, entry } });
      },
    );
    expect({ code, body }).toEqual({ code: 0, body: { code: "K7QX2M9P" } });
    expect(stderr).toContain("Ann (42) on telegram");
  });

  it("says what to do when no one is waiting", async () => {
    const { code, stderr } = await typed(["pairing", "approve"], [], (server) =>
      server.answers.set("GET /api/pairing", { status: 200, body: { pending: [], approved: [] } }),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("tinyagi pairing allow");
  });
});

describe("provider add at a terminal", () => {
  it("asks for id, harness, address, model and key, which is not shown", async () => {
    const { code, line, body, stderr } = await typed(
      ["provider", "add"],
      [
        [/Id of the provider/, `local${ENTER}`],
        [/Which program calls it/, ENTER],
        [/Address of the endpoint/, `127.0.0.1:9/v1${ENTER}`],
        [/Default model/, `llama3${ENTER}`],
        [/API key/, `sk-secret${ENTER}`],
      ],
      (server) => {
        server.answers.set("GET /api/custom-providers", { status: 200, body: {} });
        const provider = { name: "local", harness: "api", base_url: "http://127.0.0.1:9/v1" };
        server.answers.set("PUT /api/custom-providers/local", { status: 200, body: { ok: true, provider } });
      },
    );
    expect({ code, line }).toEqual({ code: 0, line: "PUT /api/custom-providers/local" });
    expect(body).toEqual({
      name: "local",
      harness: "api",
      base_url: "http://127.0.0.1:9/v1",
      model: "llama3",
      api_key: "sk-secret",
    });
    expect(stderr).not.toContain("sk-secret");
  });
});

describe("without a terminal", () => {
  it.each([
    ["schedule add", /--agent, a text, and one of --cron/],
    ["task add", /A task needs a title/],
    ["pairing approve", /tinyagi pairing pending/],
    ["provider add", /tinyagi provider add local/],
  ])("%s names what is missing and exits with 2", async (line, words) => {
    await withHome(async (home) => {
      await using _server = await serveHome(home);
      const { code, stdout, stderr } = await invoke(line.split(" "), { home });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(words);
    });
  });
});
