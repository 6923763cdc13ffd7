/**
 * How each harness passes a system prompt and a message on. Each row uses the function with which its harness does it, so
 * that what is shown is what is sent.
 */
import type { HarnessRequest, PromptDelivery, PromptPart } from "@tinyagi/contracts";
import { claudeInput } from "./claude/arguments.js";
import { codexPrompt } from "./codex/arguments.js";
import { TOOL_NOTE } from "./codex/tool-note.js";
import { opencodeInvocation } from "./opencode/arguments.js";

/** Stands for the message. */
const MESSAGE = "{message}";

interface PromptRow {
  /** Whether the harness adds the list of skills to the system prompt. Others find skills themselves. */
  readonly listsSkills: boolean;
  /** What the harness adds to the end of the system prompt. Absent: nothing. */
  readonly toolNote?: string;
  /** @param request the first one of a session */
  deliver(request: HarnessRequest): PromptDelivery;
}

const ROWS: ReadonlyMap<string, PromptRow> = new Map<string, PromptRow>([
  [
    "claude",
    {
      listsSkills: false,
      deliver: ({ prompt }) => ({
        system: { way: "file", name: "--append-system-prompt-file" },
        message: { way: "stdin", name: "stream-json", text: claudeInput(prompt).trimEnd() },
      }),
    },
  ],
  [
    "codex",
    {
      listsSkills: false,
      toolNote: TOOL_NOTE,
      deliver(request) {
        const { instructions, stdin } = codexPrompt(request);
        return {
          system:
            instructions === ""
              ? { way: "message", name: "<instructions>" }
              : { way: "argument", name: "-c developer_instructions" },
          message: { way: "stdin", name: "-", text: stdin },
        };
      },
    },
  ],
  [
    "opencode",
    {
      listsSkills: true,
      deliver(request) {
        const { stdin } = opencodeInvocation(request, { sandboxShell: undefined, readable: [] });
        return {
          system:
            stdin === request.prompt
              ? { way: "environment", name: "OPENCODE_CONFIG_CONTENT" }
              : { way: "message", name: "<instructions>" },
          message: { way: "stdin", name: "stdin", text: stdin },
        };
      },
    },
  ],
  [
    "api",
    {
      listsSkills: true,
      deliver: ({ prompt }) => ({
        system: { way: "api", name: "system" },
        message: { way: "api", name: "user", text: prompt },
      }),
    },
  ],
]);

/** Of a harness without a model, and of one that another version adds: what every harness gets. */
const UNKNOWN: PromptRow = {
  listsSkills: false,
  deliver: ({ prompt }) => ({
    system: { way: "none", name: "" },
    message: { way: "none", name: "", text: prompt },
  }),
};

/** Whether a harness puts the list of skills into the system prompt. */
export function listsSkills(harness: string): boolean {
  return (ROWS.get(harness) ?? UNKNOWN).listsSkills;
}

/** What a harness adds to the end of the system prompt of a run, which always has tools of TinyAGI. */
export function addedParts(harness: string): PromptPart[] {
  const { toolNote } = ROWS.get(harness) ?? UNKNOWN;
  return toolNote === undefined ? [] : [{ kind: "tools", source: "built-in", text: toolNote }];
}

/**
 * How a first message reaches the model. `{message}` stands for it.
 *
 * @param prompt.systemPrompt with the parts that the harness adds
 */
export function promptDelivery(
  harness: string,
  { agentId, cwd, systemPrompt }: Pick<HarnessRequest, "agentId" | "cwd" | "systemPrompt">,
): PromptDelivery {
  return (ROWS.get(harness) ?? UNKNOWN).deliver({
    runId: "run",
    agentId,
    cwd,
    systemPrompt,
    prompt: MESSAGE,
    permissions: "sandboxed",
    env: {},
    deniedPaths: [],
    limits: { timeoutMs: 0, idleTimeoutMs: 0, maxOutputBytes: 0, maxLineBytes: 0 },
  });
}
