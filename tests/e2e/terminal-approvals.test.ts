/**
 * `tinyagi run` while the real claude waits for permission: at a real terminal the person decides there, in a pipe the
 * command prints what to do, and with `--json` it prints the approval.
 *
 * @requirement APPROVAL-6
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MockReply, MockRequest } from "@tinyagi/testkit";
import { needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRealTeam, type RealTeam } from "./support/real-team.js";
import { CLI, type CliResult } from "./support/stage.js";
import { openTerminal } from "./support/terminal.js";

const TIMEOUT_MS = 200_000;
const WAIT = { timeoutMs: 120_000 };
let team: RealTeam;

/** Writes the file of the task, then answers with what the tool said. */
function script({ lastUserText, toolResults }: MockRequest): MockReply {
  const [result] = toolResults;
  if (result !== undefined) return { text: `RESULT ${result.text}` };
  const path = /write to (\S+)/.exec(lastUserText)?.[1] ?? "";
  return { toolCalls: [{ name: "Write", input: { file_path: path, content: "exact content" } }] };
}

const file = (name: string) => join(team.stage.place.workspace, "lead", name);
const task = (name: string) => `@lead write to ${file(name)}`;

beforeAll(async () => {
  const claude = { provider: "custom:mock-claude", model: "claude-sonnet-4-6" };
  const agents = { lead: { name: "Lead", permissions: "ask", ...claude } };
  team = await openRealTeam({ lead: script }, { agents, teams: {} });
  await team.stage.start();
}, TIMEOUT_MS);
afterAll(() => team[Symbol.asyncDispose]());

/** Runs `tinyagi run` in a pipe whose stderr can be read while it runs. */
function runInPipe(words: readonly string[]): { stderr: () => string; ended: Promise<CliResult> } {
  const path = join(team.stage.place.root, `stderr-${words.length}`);
  const program = ["-c", 'exec "$@" 2>"$0"', path, process.execPath, CLI, ...words];
  const ended = team.stage.run("sh", program, { timeoutMs: TIMEOUT_MS });
  return { stderr: () => (existsSync(path) ? readFileSync(path, "utf8") : ""), ended };
}

describe("tinyagi run at a real terminal", needs("agent CLIs"), () => {
  test(
    "shows what the agent asks while it waits, and continues when the person types y",
    async () => {
      const terminal = openTerminal(team.stage, ["run", task("yes.txt")]);
      await terminal.answer(/Approve ask_\w+\? y, n/, "y\r");
      const { code } = await terminal.ended;
      const screen = terminal.screen();
      expect(screen).toMatch(/@lead asks for permission \(ask_\w+\):\r?\n {2}> Write yes\.txt/);
      expect(screen).toContain("exact content");
      expect(screen.indexOf("RESULT")).toBeGreaterThan(screen.indexOf("Approve ask_"));
      expect(code).toBe(0);
      expect(readFileSync(file("yes.txt"), "utf8")).toBe("exact content");
    },
    TIMEOUT_MS,
  );

  test(
    "gives the agent the typed reason of a denial, and continues without the tool",
    async () => {
      const terminal = openTerminal(team.stage, ["run", task("no.txt")]);
      await terminal.answer(/Approve ask_\w+\? y, n/, "too risky\r");
      await terminal.ended;
      expect(terminal.screen()).toContain("A person denied this: too risky");
      expect(existsSync(file("no.txt"))).toBe(false);
    },
    TIMEOUT_MS,
  );
});

describe("tinyagi run in a pipe", needs("agent CLIs"), () => {
  test(
    "does not ask and prints the exact command, which continues the run",
    async () => {
      const command = runInPipe(["run", task("pipe.txt")]);
      const approve = await waitFor(
        () => /^Approve: tinyagi (approve ask_\w+ --digest \w+)$/m.exec(command.stderr())?.[1],
        { ...WAIT, what: "the command that approves" },
      );
      expect(command.stderr()).toMatch(/^ {2}> .*exact content/m);
      expect((await team.stage.cli(approve.split(" "))).code).toBe(0);
      expect((await command.ended).stdout).toContain("RESULT");
      expect(readFileSync(file("pipe.txt"), "utf8")).toBe("exact content");
    },
    TIMEOUT_MS,
  );

  test(
    "prints the approval as a line of JSON with --json, and the conversation at the end",
    async () => {
      const command = runInPipe(["run", task("json.txt"), "--json"]);
      const line = await waitFor(() => /^.*\n/.exec(command.stderr())?.[0], { ...WAIT, what: "a line" });
      const { approval } = JSON.parse(line);
      expect(approval).toMatchObject({ kind: "permission", agent: "lead", title: "Use the tool Write" });
      await team.stage.cli(["deny", approval.id, "--digest", approval.digest]);
      expect(JSON.parse((await command.ended).stdout)).toMatchObject({ status: "closed" });
      expect(existsSync(file("json.txt"))).toBe(false);
    },
    TIMEOUT_MS,
  );
});
