/**
 * A script per agent: a marker in the system prompt identifies the agent.
 * Replies of one agent are used in order, each once; a request after the last one gets an error.
 */
import type { MockReply, MockRequest, MockScript } from "./types.js";

const DEFAULT_MARKER = /You are @([\w-]+)/;

/** One step of an agent: a text, a whole reply, or a function of the request. */
export type AgentStep = string | MockReply | ((request: MockRequest) => MockReply | Promise<MockReply>);

/** Settings of {@link scriptByAgent}. */
export interface ScriptByAgentOptions {
  /** Its first group is the agent id; searched in the system prompt, then in the messages. */
  readonly marker?: RegExp;
  /** Answers for requests without a known agent; default: an error. */
  readonly fallback?: MockScript;
}

/**
 * Builds a script from one list of steps per agent, or one function that answers all its requests.
 *
 * @param agents - Steps by agent id.
 */
export function scriptByAgent(
  agents: Readonly<Record<string, readonly AgentStep[] | MockScript>>,
  { marker = DEFAULT_MARKER, fallback }: ScriptByAgentOptions = {},
): MockScript {
  const byId = new Map(Object.entries(agents));
  const used = new Map<string, number>();
  return (request) => {
    const id = findAgent(request, marker);
    const steps = id === undefined ? undefined : byId.get(id);
    if (id === undefined || steps === undefined) {
      if (fallback) return fallback(request);
      throw new Error(id === undefined ? "no agent marker in the prompt" : `no script for @${id}`);
    }
    if (typeof steps === "function") return steps(request);
    const index = used.get(id) ?? 0;
    used.set(id, index + 1);
    const step = steps[index];
    if (step === undefined) throw new Error(`the script of @${id} has only ${steps.length} steps`);
    if (typeof step === "string") return { text: step };
    return typeof step === "function" ? step(request) : step;
  };
}

function findAgent(request: MockRequest, marker: RegExp): string | undefined {
  const places = [request.system, ...request.messages.map((message) => message.text)];
  for (const place of places) {
    const found = marker.exec(place)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
