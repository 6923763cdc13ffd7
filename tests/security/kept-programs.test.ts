/**
 * A program that stays open holds the secrets of its agent: message, instructions, files, variables, token. Another agent,
 * whose program stays open too, finds none of them from a process in the background of its own run. With the real programs.
 *
 * @requirement LIVE-1
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MockReply, type MockRequest, needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LiveHome, openLiveHome } from "../e2e/support/live-home.js";
import { commandCall } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 300_000;
/** The secrets of the first agent, by where they are. */
const SECRETS = {
  message: "CANARY-of-the-message",
  instructions: "CANARY-of-the-instructions",
  file: "CANARY-of-a-file",
  variable: "CANARY-of-a-variable",
} as const;
const OWN = { file: "CANARY-own-file", variable: "CANARY-own-variable" } as const;
const DONE = "the search is over";

/** A process in the background that reads what it can of all processes, and of all files below a folder. Where, and what. */
const COMMAND = "sh look.sh > found.txt 2>&1 & wait; tail -c 20000 found.txt";
function lookBelow(root: string): string {
  // Not the word itself, or the search would find the program that it is.
  const word = "'CANAR[Y][a-z-]*'";
  return [
    `grep -aoHs ${word} /proc/[0-9]*/environ /proc/[0-9]*/cmdline`,
    `timeout 20 grep -aoHs -D skip ${word} /proc/[0-9]*/fd/*`,
    `grep -raos ${word} '${root}'`,
    `cat '${root}'/user/.tinyagi/run/access/*/*`,
    `echo ${DONE}`,
  ].join("\n");
}

function script(request: MockRequest): MockReply {
  if (!request.lastUserText.includes("look around")) return { text: "yes" };
  const result = request.toolResults.at(-1);
  return result === undefined
    ? { toolCalls: [commandCall(COMMAND, request)] }
    : { text: `found ${result.text}` };
}

describe.each(["claude", "codex", "acp:opencode", "acp:gemini"] as const)(
  "beside an agent whose %s stays open, another one",
  { ...needs("agent CLIs", "bubblewrap", "socat"), timeout: TIMEOUT_MS },
  (program) => {
    let home: LiveHome;

    beforeAll(async () => {
      home = await openLiveHome(script, {}, program);
      const setVariable = (agent: string, value: string) => ({
        path: ["agents", agent, "env"],
        value: { PLANTED: value },
      });
      await home.daemon().client.call("changeSettings", {
        body: { changes: [setVariable("kept", SECRETS.variable), setVariable("threads", OWN.variable)] },
      });
      const write = (agent: string, name: string, text: string) => {
        const folder = join(home.stage.place.workspace, agent);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, name), `${text}\n`);
      };
      write("kept", "plan.txt", SECRETS.file);
      write("kept", "AGENTS.md", SECRETS.instructions);
      write("threads", "plan.txt", OWN.file);
      write("threads", "look.sh", lookBelow(home.stage.place.root));
    }, TIMEOUT_MS);
    afterAll(() => home[Symbol.asyncDispose]());

    test("finds its own things, and nothing of the first", async () => {
      await home.ask("threads", "hello");
      const { starts } = await home.ask("kept", `remember ${SECRETS.message}`);
      expect(readFileSync(`/proc/${starts[0]?.pid}/environ`, "utf8")).toContain(SECRETS.variable);
      const { run } = await home.ask("threads", "look around");
      const found = run.output ?? "";
      expect(found).toContain(DONE);
      for (const own of Object.values(OWN)) expect(found).toContain(own);
      for (const secret of [...Object.values(SECRETS), ...tokensOf(home, "kept")])
        expect(found).not.toContain(secret);
      expect(run.start).toBe("reused");
      expect((await home.ask("kept", "hello")).run.start).toBe("reused");
    });
  },
);

/** At least one: the search must have had something to miss. */
function tokensOf(home: LiveHome, agent: string): string[] {
  const folder = join(home.stage.place.home, "run", "access", agent);
  const tokens = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8").trim());
  expect(tokens.length).toBeGreaterThan(0);
  return tokens;
}
