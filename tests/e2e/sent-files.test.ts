/**
 * A file that a message names lies in the daemon's home. The agent CLIs read it with their own tools, which images and
 * PDFs need; they write nothing there and read nothing else of the home.
 *
 * @requirement SECURE-3
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "./support/tool-user.js";

const TIMEOUT_MS = 180_000;
const TOOLS = needs("agent CLIs");

let users: ToolUsers;
let home: string;
let sent: string;
let other: string;
const attached = () => ({ text: `\n\n[file: ${sent}] (plan.txt)` });
beforeAll(async () => {
  users = await openToolUsers();
  home = users.stage.place.home;
  const store = async (text: string) => {
    const body = { name: "plan.txt", data: Buffer.from(text).toString("base64") };
    return (await users.daemon.client.call("storeFile", { body })).path;
  };
  sent = await store("sent by Ann");
  other = await store("CANARY that no message names");
  writeFileSync(join(home, "files", "out", "answer.txt"), "CANARY made by Bob");
  writeFileSync(join(home, "note.txt"), "CANARY of the home");
}, TIMEOUT_MS);
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

/** Starting a CLI takes most of the time, so each agent makes all calls in one run. */
describe.each(["claude", "careful-claude", "opencode", "careful-opencode"])("@%s", TOOLS, (agent) => {
  let results: { opened: string[]; written: string[]; closed: string[] };

  beforeAll(async () => {
    const made = join(home, "files", "in", "made.txt");
    const link = join(users.stage.place.workspace, agent, "a-link");
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(home, "auth", "token"), link);
    const opened = [sent];
    const written = [sent, made];
    const closed = [
      join(home, "auth", "token"),
      join(home, "settings.json"),
      join(home, "note.txt"),
      other,
      join(home, "files", "out", "answer.txt"),
      join(home, "files", "in", "..", "..", "note.txt"),
      // opencode judges a link by its own path.
      ...(isClaude(agent) ? [link] : []),
    ];
    const steps = [
      ...opened.map((path) => read(agent, path)),
      ...written.map((path) => write(agent, path)),
      ...closed.map((path) => read(agent, path)),
    ];
    const printed = await users.use(agent, steps, attached());
    expect(printed).toHaveLength(opened.length + written.length + closed.length);
    results = {
      opened: printed.slice(0, opened.length),
      written: printed.slice(opened.length, -closed.length),
      closed: printed.slice(-closed.length),
    };
  }, TIMEOUT_MS);

  test("reads what the message names with its own tool", () => {
    expect(results.opened[0]).toContain("sent by Ann");
  });

  test("writes nothing there", () => {
    expect(results.written).toHaveLength(2);
    expect(readFileSync(sent, "utf8")).toBe("sent by Ann");
    expect(existsSync(join(home, "files", "in", "made.txt"))).toBe(false);
  });

  test("reads nothing else of the home", () => {
    const printed = results.closed.join("\n");
    expect(printed).not.toContain("CANARY");
    expect(printed).not.toContain("sk-mock");
    expect(printed).not.toContain(users.daemon.token);
  });
});

for (const [agent, tools] of [
  ["claude", TOOLS],
  ["codex", TOOLS],
  ["opencode", needs("agent CLIs", "bubblewrap", "socat")],
] as const)
  test(`a command of @${agent} reads it`, { ...tools, timeout: TIMEOUT_MS }, async () => {
    // codex may write the folder for temporary files, in which the home of a test lies.
    const change = agent === "codex" ? [] : [{ command: `echo BAD > ${sent}; true` }];
    const [printed] = await users.use(agent, [{ command: `cat ${sent}` }, ...change], attached());
    expect(printed).toContain("sent by Ann");
    expect(readFileSync(sent, "utf8")).toBe("sent by Ann");
  });
