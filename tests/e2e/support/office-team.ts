/**
 * A team for tests of TinyOffice: agents without a CLI, whose model is the mock provider. What a message says decides
 * what the model does, so that a test can hold a run, let it ask, or let it start sub-agents.
 */
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  wordsOfUser,
} from "@tinyagi/testkit";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

export const QUESTION = "Which colour should the sign have?";
export const MARKDOWN = [
  "## Plan",
  "",
  "1. **Bread** is ready at 7.",
  "2. See [the list](https://example.org/list).",
  "",
  "```js",
  "const bread = \"<img src=x onerror=document.title='owned'>\";",
  "```",
  "",
  "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>",
  "[bad](javascript:document.title='owned') ![pixel](https://example.org/pixel.png)",
].join("\n");

/** Much more than a screen. */
export const LONG_LINES = 120;
const LONG = Array.from({ length: LONG_LINES }, (_, i) => `Line ${i + 1}.`).join("\n\n");

export interface OfficeTeam extends AsyncDisposable {
  readonly stage: Stage;
  readonly model: MockModelServer;
  daemon(): Daemon;
  /** Kills the daemon, and starts another on its port. */
  replaceDaemon(whileDown: () => Promise<unknown>): Promise<void>;
  /** Ends every answer that a test holds with `hold`. */
  release(): void;
  /** Answers with `hold` wait again. */
  hold(): void;
}

/** Opens the team with one daemon. @param env for it and every command */
export async function openOfficeTeam(env: Readonly<Record<string, string>> = {}): Promise<OfficeTeam> {
  const gate = createGate();
  const model = await createMockModelServer({ script: (request) => reply(request, gate) });
  const agent = { provider: "custom:mock", model: "mock-large" };
  const stage = await openStage({
    env,
    settings: {
      default_agent: "lead",
      agents: {
        lead: { name: "Lead", ...agent },
        coder: { name: "Coder", ...agent },
        careful: { name: "Careful", permissions: "ask", ...agent },
      },
      teams: { dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" } },
      custom_providers: {
        mock: { name: "Mock", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock" },
      },
      execution: { maxAttempts: 1 },
      spawn: { maxFanOut: 256, maxTotal: 400, maxLive: 32 },
    },
  });
  let daemon = await stage.start();
  const { port } = daemon;
  return {
    stage,
    model,
    daemon: () => daemon,
    async replaceDaemon(whileDown) {
      daemon.signal("SIGKILL");
      await daemon.exited;
      await whileDown();
      daemon = await stage.start({ TINYAGI_API_PORT: String(port) });
    },
    release: gate.open,
    hold: gate.close,
    async [Symbol.asyncDispose]() {
      gate.open();
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await model.close();
      }
    },
  };
}

interface Gate {
  open: () => void;
  close: () => void;
  passed: () => Promise<void>;
}

function createGate(): Gate {
  let open = (): void => {};
  let passed: Promise<void>;
  const close = (): void => {
    passed = new Promise((resolve) => {
      open = resolve;
    });
  };
  close();
  return { open: () => open(), close, passed: () => passed };
}

async function reply({ lastUserText, toolResults }: MockRequest, gate: Gate): Promise<MockReply> {
  const text = wordsOfUser(lastUserText);
  const [result] = toolResults;
  if (/TASK-bad/.test(text)) return { error: { status: 400, message: "no such part" } };
  if (/TASK-/.test(text)) return { text: `Done: ${/TASK-[\w-]+/.exec(text)?.[0] ?? ""}` };
  if (result !== undefined && text.includes("wait for me")) await gate.passed();
  if (result !== undefined)
    return { text: `The result is ${result.isError ? "refused: " : ""}${result.text}`.slice(0, 2_000) };
  if (text.includes("which colour"))
    return {
      toolCalls: [{ name: "tinyagi_ask_human", input: { question: QUESTION, options: ["Red", "Blue"] } }],
    };
  const file = /put into (\S+)/.exec(text)?.[1];
  if (file !== undefined)
    return { toolCalls: [{ name: "write_file", input: { path: file, content: "exact content" } }] };
  const read = /look into (\S+)/.exec(text)?.[1];
  if (read !== undefined) return { toolCalls: [{ name: "read_file", input: { path: read } }] };
  const parts = /plan (\d+) parts/.exec(text)?.[1];
  if (parts !== undefined)
    return { toolCalls: [{ name: "tinyagi_spawn_agents", input: { plan: toPlan(Number(parts), text) } }] };
  if (text.includes("hand over")) return { text: "[@coder: look into notes.txt]" };
  if (text.includes("think aloud")) return { thinking: "I count the loaves first.", text: "Twelve." };
  if (text.includes("markdown")) return { text: MARKDOWN };
  if (text.includes("at length")) return { text: LONG, chunks: 60, chunkDelayMs: 100 };
  if (text.includes("wait for me")) await gate.passed();
  return { text: `Answer to: ${text.slice(0, 200)}`, chunks: 4 };
}

/** Parts that work side by side; the last one gets the results of all. */
function toPlan(parts: number, text: string): object {
  const ids = Array.from({ length: parts - 1 }, (_, i) => `part${i + 1}`);
  const bad = text.includes("one fails");
  const agents = ids.map((id, i) => ({
    id,
    prompt: `TASK-${bad && i === 0 ? "bad" : id}: do your part.`,
    rationale: "The parts do not depend on each other.",
  }));
  const join = { id: "join", prompt: "TASK-join: put the parts together.", dependsOn: ids };
  return {
    version: 1,
    goal: "All parts",
    agents: [...agents, join],
    output: "join",
    onFailure: "collect",
  };
}
