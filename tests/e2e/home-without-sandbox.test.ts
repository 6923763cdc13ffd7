/**
 * On a machine without bubblewrap, only permission rules keep claude's tools out of the daemon's home. They can reach
 * the agent's workspace and the files that people sent, and nothing else, under any name.
 *
 * @requirement SECURE-4
 */
import {
  accessSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import { openToolUsers, type ToolStep, type ToolUsers } from "./support/tool-user.js";

const NAMES = ["note.txt", ".hidden", "fil", "files.old", "runner", "work", "żółw.txt"];

/** A folder with a link to every program of the machine but bubblewrap. */
function programsWithoutSandbox(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-test-programs-"));
  const places = (process.env.PATH ?? "").split(delimiter).filter((place) => existsSync(place));
  for (const [name, path] of places.flatMap((place) =>
    readdirSync(place).map((name) => [name, join(place, name)]),
  )) {
    if (name !== "bwrap" && !existsSync(join(folder, name ?? "")))
      symlinkSync(path ?? "", join(folder, name ?? ""));
  }
  return folder;
}

const read = (path: string): ToolStep => ({ name: "Read", input: { file_path: path } });

describe("claude without a sandbox", needs("agent CLIs"), () => {
  let programs: string;
  let users: ToolUsers;
  let home: string;
  let plan: string;
  let workspace: string;
  beforeAll(async () => {
    programs = programsWithoutSandbox();
    const env = { PATH: [agentCliPath(), programs].join(delimiter) };
    users = await openToolUsers({ env });
    home = users.stage.place.home;
    workspace = users.stage.place.workspace;
    for (const name of NAMES) writeFileSync(join(home, name), "CANARY of the home");
    mkdirSync(join(home, "deep", "er"), { recursive: true });
    writeFileSync(join(home, "deep", "er", "note.txt"), "CANARY of the home");
    writeFileSync(
      join(home, "note.ipynb"),
      JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    const body = { name: "plan.txt", data: Buffer.from("sent by Ann").toString("base64") };
    plan = (await users.daemon.client.call("storeFile", { body })).path;
    mkdirSync(join(workspace, "claude"), { recursive: true });
    writeFileSync(join(workspace, "claude", "own.txt"), "my own");
  }, 180_000);
  afterAll(async () => {
    await users[Symbol.asyncDispose]();
    rmSync(programs, { recursive: true, force: true });
  });

  test("has no sandbox in this test", () => {
    expect(() => accessSync(join(programs, "bwrap"))).toThrow();
  });

  test("reads its own files and what its message names", async () => {
    const steps = [read(join(workspace, "claude", "own.txt")), read(plan), { command: "cat own.txt" }];
    const results = await users.use("claude", steps, { text: `\n\n[file: ${plan}] (plan.txt)` });
    expect(results[0]).toContain("my own");
    expect(results[1]).toContain("sent by Ann");
    expect(results[2]).toContain("my own");
  }, 300_000);

  test("reads nothing else of the home", async () => {
    const steps = [
      ...NAMES.map((name) => read(join(home, name))),
      read(join(home, "deep", "er", "note.txt")),
      read(join(home, "files", "in", "..", "..", "note.txt")),
      { command: `cat ${join(home, "note.txt")}` },
      { command: `grep -r CANARY ${home}` },
      { name: "Glob", input: { pattern: "**/*", path: home } },
      { name: "Grep", input: { pattern: "CANARY", path: home, output_mode: "content" } },
    ];
    const results = await users.use("claude", steps);
    expect(results).toHaveLength(steps.length);
    expect(results.join("\n")).not.toContain("CANARY of");
  }, 300_000);

  test("writes its own files and nothing in the home", async () => {
    const write = (path: string): ToolStep => ({
      name: "Write",
      input: { file_path: path, content: "WRITTEN" },
    });
    const note = join(home, "note.txt");
    const results = await users.use("claude", [
      write(join(workspace, "claude", "made.txt")),
      write(join(home, "made.txt")),
      write(join(home, "files", "in", "made.txt")),
      { name: "Edit", input: { file_path: note, old_string: "CANARY", new_string: "WRITTEN" } },
      {
        name: "NotebookEdit",
        input: { notebook_path: join(home, "note.ipynb"), new_source: "WRITTEN", edit_mode: "insert" },
      },
      { command: `echo WRITTEN > ${note}` },
    ]);
    expect(results).toHaveLength(6);
    expect(readFileSync(join(workspace, "claude", "made.txt"), "utf8")).toBe("WRITTEN");
    expect(existsSync(join(home, "made.txt"))).toBe(false);
    expect(existsSync(join(home, "files", "in", "made.txt"))).toBe(false);
    for (const name of ["note.txt", "note.ipynb"])
      expect(readFileSync(join(home, name), "utf8")).not.toContain("WRITTEN");
  }, 300_000);
});
