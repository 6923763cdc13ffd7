/** Answers of agents: drawn for a person at a terminal, as they were written for a program. @requirement CLI-2 */
import { describe, expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { type Invocation, type InvocationResult, invoke, withHome } from "../../testing/invoke.js";
import { buildEvent, CONVERSATION, conversationOf, runOf, runStarted } from "../../testing/sample.js";

const ANSWER = "# Plan\n\n- **first** `npm test`\n- see [docs](https://a.example)\n\u001b[2J";
const [reply] = conversationOf().replies;
const answered = conversationOf({
  replies: reply?.parts?.[0] ? [{ ...reply, parts: [{ ...reply.parts[0], text: ANSWER }] }] : [],
  runs: [runOf({ output: ANSWER })],
});

const asked = async (words: string[], options: Partial<Invocation> = {}): Promise<InvocationResult> =>
  withHome(async (home) => {
    await using server = await serveHome(home);
    server.conversation = answered;
    server.answers.set("GET /api/runs/run_aaaaaa", { status: 200, body: answered.runs[0] });
    server.answers.set("GET /api/runs", { status: 200, body: [] });
    server.events = [buildEvent("conversation.closed", { status: "closed", replies: 1 })];
    return await invoke(words, { home, ...options });
  });

describe("the answer of an agent", () => {
  const commands = [
    ["run", "hi"],
    ["send", "--wait", "hi"],
    ["attach", CONVERSATION],
    ["conversation", "show", CONVERSATION],
    ["runs", "show", "run_aaaaaa"],
  ];

  it.each(commands.map((words) => [words.join(" "), words] as const))(
    "%s draws it at a terminal, and nothing in it controls the terminal",
    async (_, words) => {
      const env = { LANG: "C.UTF-8" };
      const { stdout } = await asked(words, { terminal: true, env });
      expect(stdout).toContain("\u001b[1mPlan\u001b[22m\n");
      expect(stdout).toContain("first\u001b[22m \u001b[36mnpm test\u001b[39m\n");
      expect(stdout).toContain("(https://a.example)");
      expect(stdout).not.toContain("**");
      expect(stdout).not.toContain("\u001b[2J");
    },
  );

  it.each(commands.map((words) => [words.join(" "), words] as const))(
    "%s prints it as it was written in a pipe, with --raw and with --plain",
    async (_, words) => {
      for (const options of [{}, { raw: true }, { plain: true }] as { raw?: true; plain?: true }[]) {
        const terminal = options.raw === true || options.plain === true;
        const flags = [...(options.raw ? ["--raw"] : []), ...(options.plain ? ["--plain"] : [])];
        const { stdout } = await asked([...words, ...flags], { terminal });
        expect(stdout).toContain("# Plan\n\n- **first** `npm test`\n- see [docs](https://a.example)\n");
      }
    },
  );

  it("is drawn without styles where colours are off; code keeps its marks", async () => {
    const { stdout } = await asked(["run", "hi"], { terminal: true, env: { NO_COLOR: "1" } });
    expect(stdout).toContain("Plan\n\n- first `npm test`\n");
    expect(stdout).not.toContain("\u001b[");
  });
});

describe("while an agent writes", () => {
  it.each(
    [
      ["run", "hi"],
      ["attach", CONVERSATION],
    ].map((words) => [words]),
  )("%s shows its words as they come, and the whole answer once at the end", async (words) => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.conversation = conversationOf({ status: "open", runs: [runOf({ status: "running" })] });
      server.answers.set("GET /api/runs", { status: 200, body: [] });
      let seen = "";
      const running = invoke(words, {
        home,
        terminal: true,
        onStderr: (text) => {
          seen = text;
        },
      });
      await expect.poll(() => server.streamCount()).toBe(1);
      const step = (text: string, end: number) =>
        buildEvent(
          "run.progressed",
          { agent: "coder", agentName: "Coder", messageId: "cli_1", text, delta: true, end },
          { runId: "run_aaaaaa" },
        );
      await expect.poll(() => server.urls.join(" ")).toContain(`/api/conversations/${CONVERSATION}`);
      server.send([runStarted("coder", "run_aaaaaa"), step("I look at", 9)]);
      await expect.poll(() => seen).toContain("I look at");
      server.send([step(" the\u001b[2J engine", 24)]);
      await expect.poll(() => seen).toContain("I look at the engine");
      server.conversation = answered;
      server.send([buildEvent("conversation.closed", { status: "closed", replies: 1 })]);
      const { stdout, stderr } = await running;
      expect(stdout.match(/first/g)).toHaveLength(1);
      expect(stderr).not.toContain("\u001b[2J");
    });
  });
});
