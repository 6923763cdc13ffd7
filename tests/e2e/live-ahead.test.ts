/**
 * A program that was opened ahead takes the first message of a new session: it has the tools of its own run, and nothing of
 * the session that it was opened after.
 *
 * @requirement LIVE-1
 */
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { type LiveHome, openLiveHome } from "./support/live-home.js";

const TIMEOUT_MS = 240_000;
const TOOLS: Readonly<Record<string, MockReply>> = {
  claude: { toolCalls: [{ name: "mcp__tinyagi__list_team", input: {} }] },
  codex: { toolCalls: [{ name: "list_team", namespace: "mcp__tinyagi", input: {} }] },
};

const script =
  (program: string) =>
  ({ lastUserText, messages, toolResults }: MockRequest): MockReply => {
    if (toolResults.length > 0) return { text: `it said ${toolResults.at(-1)?.text}` };
    const asked = messages.filter(({ role }) => role === "user").length;
    return (lastUserText.includes("use a tool") ? TOOLS[program] : undefined) ?? { text: `answer ${asked}` };
  };

const programs = async (home: LiveHome) => (await home.daemon().client.call("listPrograms")).programs;

/** Three programs of some kinds use more memory than may wait. */
const NEXT = {
  waiting: /next session +a program is open for it/,
  memory: /next session +no program is opened for it, because those that are open use too much memory/,
} as const;

const nextSession = async (home: LiveHome, id: string) =>
  (await home.daemon().client.call("listPrograms")).ahead.find(({ agent }) => agent === id)?.state;

/** Until the program that was at work waits, and one more. */
async function untilOpenAhead(home: LiveHome, count: number) {
  await waitFor(
    async () => {
      const found = await programs(home);
      return (
        found.reduce((sum, { open }) => sum + open, 0) === count &&
        found.every(({ working }) => working === 0)
      );
    },
    { timeoutMs: 90_000, what: "a program to be opened ahead" },
  );
}

describe.each(["claude", "codex", "acp:opencode", "acp:gemini"] as const)(
  "a session of %s that is new",
  { ...needs("agent CLIs"), timeout: TIMEOUT_MS },
  (name) => {
    test("begins in a program that was opened ahead", async () => {
      await using home = await openLiveHome(script(name), {}, name);
      const first = await home.ask("threads", "hello, this is a secret", "ann");
      expect(first.run).toMatchObject({ start: "first", status: "completed" });
      await untilOpenAhead(home, 2);
      const asked = home.model.turns().length;
      const second = await home.ask("threads", TOOLS[name] === undefined ? "hello" : "use a tool", "bob");
      expect(second.run).toMatchObject({ start: "ahead", status: "completed" });
      expect(second.run.sessionId).not.toBe(first.run.sessionId);
      expect(second.starts[0]?.pid).not.toBe(first.starts[0]?.pid);
      if (TOOLS[name] !== undefined) expect(second.run.output).toContain("threads");
      const sent = JSON.stringify(home.model.turns().slice(asked));
      expect(sent).not.toContain("this is a secret");
      expect((await home.ask("threads", "hello", "bob")).run.start).toBe("reused");
      expect((await home.stage.cli(["why", String(second.run.messageRowId)])).stdout).toMatch(
        /process \d+: it had been opened ahead/,
      );
      const next = await waitFor(
        async () => {
          const state = await nextSession(home, "threads");
          return state === "waiting" || state === "memory" ? state : undefined;
        },
        { timeoutMs: 90_000, what: "a program for the session after that" },
      );
      const shown = await home.stage.cli(["agent", "show", "threads"]);
      expect(shown.stdout).toMatch(NEXT[next]);
    });
  },
);

test("nothing is opened ahead for an agent with one session, and none that the settings no longer want stays", {
  ...needs("agent CLIs"),
  timeout: TIMEOUT_MS,
}, async () => {
  await using home = await openLiveHome(script("claude"));
  await home.ask("threads", "hello", "ann");
  await untilOpenAhead(home, 2);
  await home.ask("kept", "hello");
  const openOf = async (id: string) => (await programs(home)).find(({ agent }) => agent === id)?.open;
  expect(await openOf("kept")).toBe(1);
  expect(await nextSession(home, "kept")).toBe("one_session");
  const none = { path: ["execution", "live", "spares"], value: 0 };
  await home.daemon().client.call("changeSettings", { body: { changes: [none] } });
  await waitFor(async () => (await openOf("threads")) === 1, { what: "the spare program to be closed" });
  const { run, starts } = await home.ask("threads", "hello", "bob");
  expect(run.start).toBe("first");
  await waitFor(async () => (await nextSession(home, "threads")) === "off", { what: "the decision" });
  expect((await home.stage.cli(["why", String(run.messageRowId)])).stdout).toContain(
    "next session of @threads: no program is opened for it, as the settings say",
  );
  expect(isAlive(starts[0]?.pid ?? 0)).toBe(true);
});
