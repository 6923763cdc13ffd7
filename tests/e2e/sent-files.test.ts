/**
 * A file a person sent lies in the daemon's home. The agent CLIs read it with their own tools, which images and PDFs
 * need; they write nothing there and read nothing else of the home.
 *
 * @requirement SECURE-3
 */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "./support/tool-user.js";

let users: ToolUsers;
let home: string;
let sent: string;
beforeAll(async () => {
  users = await openToolUsers();
  home = users.stage.place.home;
  sent = join(home, "files", "in", "plan.txt");
  writeFileSync(sent, "sent by Ann");
  writeFileSync(join(home, "files", "out", "answer.txt"), "made by Bob");
  writeFileSync(join(home, "note.txt"), "CANARY of the home");
}, 180_000);
afterAll(() => users[Symbol.asyncDispose]());

const isClaude = (agent: string) => agent.includes("claude");
const read = (agent: string, path: string): ToolStep =>
  isClaude(agent)
    ? { name: "Read", input: { file_path: path } }
    : { name: "read", input: { filePath: path } };
const write = (agent: string, path: string): ToolStep =>
  isClaude(agent)
    ? { name: "Write", input: { file_path: path, content: "BAD" } }
    : { name: "write", input: { filePath: path, content: "BAD" } };

describe.each(["claude", "careful-claude", "opencode", "careful-opencode"])("@%s", (agent) => {
  test("reads what people sent and what agents sent out with its own tool", async () => {
    const [inbound, outbound] = await users.use(agent, [
      read(agent, sent),
      read(agent, join(home, "files", "out", "answer.txt")),
    ]);
    expect(inbound).toContain("sent by Ann");
    expect(outbound).toContain("made by Bob");
  }, 300_000);

  test("writes nothing there", async () => {
    const made = join(home, "files", "in", "made.txt");
    const results = await users.use(agent, [read(agent, sent), write(agent, sent), write(agent, made)]);
    expect(results).toHaveLength(3);
    expect(readFileSync(sent, "utf8")).toBe("sent by Ann");
    expect(existsSync(made)).toBe(false);
  }, 300_000);

  test("reads nothing else of the home", async () => {
    const link = join(users.stage.place.workspace, agent, "a-link");
    symlinkSync(join(home, "auth", "token"), link);
    const closed = [
      join(home, "auth", "token"),
      join(home, "settings.json"),
      join(home, "note.txt"),
      join(home, "files", "in", "..", "..", "note.txt"),
      // opencode judges a link by its own path.
      ...(isClaude(agent) ? [link] : []),
    ];
    const results = await users.use(
      agent,
      closed.map((path) => read(agent, path)),
    );
    expect(results).toHaveLength(closed.length);
    const printed = results.join("\n");
    expect(printed).not.toContain("CANARY");
    expect(printed).not.toContain("sk-mock");
    expect(printed).not.toContain(users.daemon.token);
  }, 300_000);
});

test.each(["claude", "codex", "opencode"])(
  "a command of @%s reads it",
  async (agent) => {
    // codex may write the folder for temporary files, in which the home of a test lies.
    const change = agent === "codex" ? [] : [{ command: `echo BAD > ${sent}; true` }];
    const [printed] = await users.use(agent, [{ command: `cat ${sent}` }, ...change]);
    expect(printed).toContain("sent by Ann");
    expect(readFileSync(sent, "utf8")).toBe("sent by Ann");
  },
  300_000,
);
