/**
 * A sandboxed agent reads its own workspace and the files of the person who asks, and nothing else of the home and of the
 * other workspaces, whatever path it takes. With the real agent CLIs; a member asks.
 *
 * Starting a CLI takes most of the time, so each agent runs once: it makes all calls, and each test looks at some.
 *
 * @requirement PEOPLE-3
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient } from "@tinyagi/client";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolStep, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 240_000;
const AGENTS = {
  claude: ["agent CLIs", "bubblewrap", "socat"],
  codex: ["agent CLIs"],
  opencode: ["agent CLIs", "bubblewrap", "socat"],
  api: ["bubblewrap", "socat"],
} as const;
const LEAK = /CANARY (of|for|that)/;
const UNIQUE = "0123456789abcdef0123456";

let users: ToolUsers;
let home: string;
let telegram: Client;
let files: Record<"ofOwner" | "toOther" | "sentOut" | "ofNeighbour" | "own", string>;

/** Stores a file as a channel does for a message of this sender. */
async function receive(senderId: string, unique: string, text: string): Promise<string> {
  const body = { senderId, sender: senderId, messageId: `m-${unique}` };
  const { folder = "" } = await telegram.call("admitSender", { params: { id: "telegram" }, body });
  expect(folder).not.toBe("");
  const place = join(home, "files", "in", folder, unique);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${unique}.txt`), text);
  return join(place, `${unique}.txt`);
}

const handAs = (senderId: string) => (body: { agent: string; message: string }) =>
  telegram.call("sendMessage", { body: { ...body, channel: "telegram", sender: senderId, senderId } });

beforeAll(async () => {
  users = await openToolUsers();
  home = users.stage.place.home;
  const { client } = users.daemon;
  const { token } = await client.call("createToken", { body: { channel: "telegram" } });
  telegram = createClient({ baseUrl: client.baseUrl, token });
  for (const [senderId, role] of [
    ["ann", "owner"],
    ["max", "member"],
  ] as const)
    await client.call("allowSender", { body: { channel: "telegram", senderId, role } });
  const neighbour = join(users.stage.place.workspace, "neighbour");
  mkdirSync(neighbour, { recursive: true });
  writeFileSync(join(neighbour, "plan.txt"), "CANARY of another workspace");
  writeFileSync(join(home, "files", "out", "report.txt"), "CANARY that an agent sent");
  files = {
    ofOwner: await receive("ann", `${UNIQUE}a`, "CANARY of the owner"),
    toOther: await receive("max", `${UNIQUE}b`, "CANARY for another agent"),
    sentOut: join(home, "files", "out", "report.txt"),
    ofNeighbour: join(neighbour, "plan.txt"),
    own: await receive("max", `${UNIQUE}c`, "MINE of the member"),
  };
  // The owner showed the agents the file; the member sent the other one to nobody.
  for (const agent of Object.keys(AGENTS))
    await handAs("ann")({ agent, message: `look [file: ${files.ofOwner}]` });
}, TIMEOUT_MS);
afterAll(() => users[Symbol.asyncDispose]());

/** A path that a CLI cannot read off the command. */
const hidden = (path: string) => `"$(echo ${Buffer.from(path).toString("base64")} | base64 -d)"`;
const command = (text: string): ToolStep => ({ command: text });

function commandsFor(): ToolStep[] {
  const closed = [files.ofOwner, files.toOther, files.sentOut, files.ofNeighbour];
  return [
    command(`cat ${hidden(files.own)}`),
    command(`echo written > kept.txt; cat kept.txt`),
    ...closed.map((path) => command(`cat ${hidden(path)} || true`)),
    command(`cat ../neighbour/plan.txt || true`),
    command(
      `ln -s ${hidden(files.ofOwner)} link; ln ${hidden(files.ofNeighbour)} hard; cat link hard || true`,
    ),
    command(`cat /proc/self/root${hidden(files.ofOwner)} || true`),
    command(`grep -rs CANARY ${hidden(home)} ${hidden(users.stage.place.workspace)} || true`),
  ];
}

function listReads(agent: string): ToolStep[] {
  const closed = [files.ofOwner, files.toOther, files.sentOut, files.ofNeighbour];
  const read = (path: string): ToolStep => {
    if (agent === "claude") return { name: "Read", input: { file_path: path } };
    if (agent === "opencode") return { name: "read", input: { filePath: path } };
    return { name: "read_file", input: { path } };
  };
  if (agent === "codex") return [];
  return [read(files.own), ...closed.map(read), read("../neighbour/plan.txt")];
}

for (const [agent, tools] of Object.entries(AGENTS))
  describe(`@${agent}, asked by a member`, needs(...tools), () => {
    let commands: string[];
    let reads: string[];

    beforeAll(async () => {
      const [shell, own] = [commandsFor(), listReads(agent)];
      const text = `\n\n[file: ${files.own}] (mine.txt)`;
      const printed = await users.use(agent, [...shell, ...own], { hand: handAs("max"), text });
      expect(printed).toHaveLength(shell.length + own.length);
      commands = printed.slice(0, shell.length);
      reads = printed.slice(shell.length);
    }, TIMEOUT_MS);

    test("reads what the message attached, and writes in its workspace", () => {
      expect(commands[0]).toContain("MINE of the member");
      if (reads.length > 0) expect(reads[0]).toContain("MINE of the member");
      expect(commands[1]).toContain("written");
      const kept = join(users.stage.place.workspace, agent, "kept.txt");
      expect(readFileSync(kept, "utf8")).toBe("written\n");
    });

    test("finds nothing of others with commands, by no path", () => {
      expect(commands.slice(2).join("\n")).not.toMatch(LEAK);
    });

    test("finds nothing of others with its own tools", () => {
      expect(reads.slice(1).join("\n")).not.toMatch(LEAK);
    });
  });
