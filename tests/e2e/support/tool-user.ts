/**
 * Real agent CLIs that make exactly the given tool calls, one after the other. Their model is the mock server; the
 * result of a call is what the CLI sends to the model.
 */
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  type MockToolCall,
  waitFor,
} from "@tinyagi/testkit";
import { agentCliPath } from "./agent-clis.js";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

/** A command, run with the CLI's own tool for commands, or a raw tool call. */
export type ToolStep = { readonly command: string } | MockToolCall;

export interface ToolUsers extends AsyncDisposable {
  readonly stage: Stage;
  readonly daemon: Daemon;
  readonly model: MockModelServer;
  /** Lets an agent make the calls in one run. Resolves with the text of each result, in order. */
  use(agent: string, steps: readonly ToolStep[], asked?: RequestFacts): Promise<string[]>;
}

/** Who asks, and what the message says besides. Default: the operator, and nothing. */
export interface RequestFacts {
  readonly hand?: (body: { agent: string; message: string }) => Promise<{ conversationId: string }>;
  readonly text?: string;
}

interface Errand {
  readonly steps: readonly ToolStep[];
  readonly results: string[];
}

export interface ToolUserOptions {
  /** For the daemon. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders in front of the PATH. */
  readonly path?: readonly string[];
  /** Merged over the settings of every agent. */
  readonly agent?: object;
}

/** Agents named like their CLIs in the default mode, `careful-…` of each in the mode `ask`, and `api` without a CLI. */
export async function openToolUsers(options: ToolUserOptions = {}): Promise<ToolUsers> {
  const errands = new Map<string, Errand>();
  const model = await createMockModelServer({ script: (request) => answer(errands, request) });
  const stage = await openStage({
    path: [...(options.path ?? []), agentCliPath()],
    env: options.env ?? {},
    settings: settings(model, options.agent ?? {}),
  });
  const daemon = await stage.start();
  return {
    stage,
    daemon,
    model,
    async use(agent, steps, { hand, text = "" } = {}) {
      const word = `errand-${errands.size}-end`;
      const errand: Errand = { steps, results: [] };
      errands.set(word, errand);
      const body = { agent, message: `${word} please${text}` };
      const { conversationId } = await (hand?.(body) ?? daemon.client.call("sendMessage", { body }));
      const params = { id: conversationId };
      await waitFor(
        async () => {
          await denyAll(daemon);
          return (await daemon.client.call("getConversation", { params })).status === "closed";
        },
        { timeoutMs: 120_000, what: `the run of @${agent} for ${word} to end` },
      );
      return errand.results;
    },
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await model.close();
      }
    },
  };
}

/** Claude in the mode `ask` asks for permission: nothing is allowed here that its rules do not allow. */
async function denyAll({ client }: Daemon): Promise<void> {
  const { approvals } = await client.call("listApprovals", { query: {} });
  for (const { id, digest } of approvals) {
    await client.call("denyApproval", { params: { id }, body: { digest } });
  }
}

function answer(errands: ReadonlyMap<string, Errand>, request: MockRequest): MockReply {
  const errand = errands.get(/errand-\d+-end/.exec(request.lastUserText)?.[0] ?? "");
  if (errand === undefined) return { text: "NO ERRAND" };
  errand.results.push(...request.toolResults.map(({ text }) => text));
  const step = errand.steps[errand.results.length];
  if (step === undefined) return { text: "DONE" };
  return { toolCalls: ["command" in step ? commandCall(step.command, request) : step] };
}

/** The tool call with which each CLI runs a command. */
export function commandCall(command: string, { tools }: MockRequest): MockToolCall {
  const described = { command, description: "run a command" };
  if (tools.includes("Bash")) return { name: "Bash", input: described };
  if (tools.includes("bash")) return { name: "bash", input: described };
  if (tools.includes("run_shell_command")) return { name: "run_shell_command", input: described };
  if (tools.includes("run_command")) return { name: "run_command", input: { command } };
  if (tools.includes("exec_command")) return { name: "exec_command", input: { cmd: command } };
  return { name: "shell", input: { command: ["bash", "-c", command] } };
}

function settings(model: MockModelServer, more: object): object {
  const agents = {
    claude: { name: "Claude", provider: "custom:mock-claude", model: "claude-sonnet-4-6", ...more },
    codex: { name: "Codex", provider: "custom:mock-codex", model: "gpt-5.4", ...more },
    opencode: { name: "Opencode", provider: "custom:mock-opencode", model: "m1", ...more },
  };
  const careful = Object.entries(agents).map(([id, agent]) => [
    `careful-${id}`,
    { ...agent, name: `Careful ${agent.name}`, permissions: "ask" },
  ]);
  const provider = (harness: string, baseUrl: string) => ({
    name: harness,
    harness,
    base_url: baseUrl,
    api_key: "sk-mock",
  });
  return {
    default_agent: "claude",
    agents: {
      ...agents,
      ...Object.fromEntries(careful),
      api: { name: "Api", provider: "custom:mock-api", model: "m1", ...more },
    },
    custom_providers: {
      "mock-claude": provider("claude", model.url),
      "mock-codex": provider("codex", model.openaiUrl),
      "mock-opencode": provider("opencode", model.openaiUrl),
      "mock-api": provider("api", model.openaiUrl),
    },
  };
}
