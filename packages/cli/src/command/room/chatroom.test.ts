import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const post = (id: number, message: string) => ({
  id,
  team_id: "dev",
  from_agent: "coder",
  message,
  created_at: 0,
  conversation_id: null,
});

it("shows a room oldest first, as JSON in the API's order, and says how to start an empty one", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/chatroom/dev", { status: 200, body: [post(2, "two"), post(1, "one")] });
    expect((await invoke(["chatroom", "dev"], { home })).stdout).toMatch(/@coder: one\n.*@coder: two\n$/);
    const json = JSON.parse((await invoke(["room", "dev", "--json"], { home })).stdout);
    expect(json.map((row: { id: number }) => row.id)).toEqual([2, 1]);
    server.answers.set("GET /api/chatroom/dev", { status: 200, body: [] });
    expect((await invoke(["chatroom", "dev"], { home })).stdout).toContain("--post 'hello'");
  });
});

it("posts before it shows, and refuses an empty post", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/chatroom/dev", { status: 200, body: [] });
    server.answers.set("POST /api/chatroom/dev", { status: 200, body: { ok: true, id: 1 } });
    expect((await invoke(["chatroom", "dev", "--post", "hello"], { home })).code).toBe(0);
    expect(server.calls).toEqual([
      {
        line: "POST /api/chatroom/dev",
        body: { message: "hello", messageId: expect.stringMatching(/^cli_/) },
      },
    ]);
    expect((await invoke(["chatroom", "dev", "--post", " "], { home })).code).toBe(2);
    expect(server.calls).toHaveLength(1);
  });
});

it("follows a room: each post once, also those between reading and listening", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set("GET /api/chatroom/dev", { status: 200, body: [post(1, "one")] });
    const stop = new AbortController();
    let seen = "";
    const running = invoke(["chatroom", "dev", "--follow"], {
      home,
      signal: stop.signal,
      onStdout(text) {
        seen = text;
        if (text.includes("one")) {
          server.answers.set("GET /api/chatroom/dev", { status: 200, body: [post(2, "two")] });
        }
        if (text.includes("two")) stop.abort();
      },
    });
    expect((await running).code).toBe(130);
    expect(seen.match(/one|two/g)).toEqual(["one", "two"]);
  });
});

it("lists the rooms with what is unread, and marks a room as read up to what it shows", async () => {
  await withHome(async (home) => {
    await using server = await serveHome(home);
    const room = {
      id: "dev",
      name: "Dev",
      agents: ["coder"],
      readId: 1,
      unread: 2,
      firstUnread: { id: 2, createdAt: 0 },
      lastPost: { id: 3, fromAgent: "coder", preview: "tests pass", createdAt: 0 },
    };
    server.answers.set("GET /api/chatroom", { status: 200, body: [room] });
    expect((await invoke(["chatroom"], { home })).stdout).toMatch(/#dev +2 +.*@coder: tests pass/);
    expect(JSON.parse((await invoke(["chatroom", "--json"], { home })).stdout)).toEqual([room]);
    server.answers.set("GET /api/chatroom/dev", { status: 200, body: [post(3, "tests pass")] });
    server.answers.set("PUT /api/chatroom/dev/read", { status: 200, body: { ok: true, room } });
    expect((await invoke(["chatroom", "dev", "--read"], { home })).code).toBe(0);
    expect(server.calls).toEqual([{ line: "PUT /api/chatroom/dev/read", body: { postId: 3 } }]);
    expect((await invoke(["chatroom", "--follow"], { home })).code).toBe(2);
  });
});
