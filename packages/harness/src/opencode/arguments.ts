/**
 * Builds opencode's argument list and environment. Pure. The prompt travels on stdin, the system prompt in the
 * environment; values are bound with `=`, so that no text can become an option.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { OPENCODE_AGENT, opencodeConfig, opencodeModel } from "./config.js";

/** One variable may hold 128 KiB on Linux; a longer system prompt goes in front of the prompt on stdin. */
const CONFIG_MAX_BYTES = 120 * 1024;

/** What is known of the machine. */
export interface OpencodeMachine {
  /** A program to run commands with that confines them to the workspace. */
  readonly sandboxShell?: string | undefined;
  /** Folders outside the workspace that agents may read. */
  readonly readable?: readonly string[] | undefined;
}

/** What is started. */
export interface OpencodeInvocation {
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly stdin: string;
}

/** The argument list, environment and input of one run. */
export function opencodeInvocation(
  request: HarnessRequest,
  { sandboxShell, readable }: OpencodeMachine,
): OpencodeInvocation {
  const { prompt, systemPrompt, sessionId } = request;
  const facts = { sandboxedShell: sandboxShell !== undefined, readable };
  const whole = opencodeConfig(request, { ...facts, systemPrompt });
  const fits = Buffer.byteLength(whole) <= CONFIG_MAX_BYTES;
  const model = opencodeModel(request);
  const args = [
    "run",
    "--format=json",
    // Plugins of the user and of the workspace run outside of every permission.
    "--pure",
    // Retries after a failed request are told nowhere but in the log.
    "--print-logs",
    "--log-level=ERROR",
    `--agent=${OPENCODE_AGENT}`,
    // Without a title it asks a model for one.
    "--title=TinyAGI",
  ];
  if (model !== undefined) args.push(`--model=${model}`);
  if (sessionId !== undefined && sessionId !== "") args.push(`--session=${sessionId}`);
  return {
    args,
    env: {
      ...request.env,
      OPENCODE_CONFIG_CONTENT: fits ? whole : opencodeConfig(request, { ...facts, systemPrompt: "" }),
      // An agent can write opencode.json, .opencode/ and .claude/ into its workspace: none of them is loaded.
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      OPENCODE_DISABLE_CLAUDE_CODE: "1",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_SHARE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      // A model of one's own stands in the configuration; the list of all others is not needed.
      ...(request.endpoint === undefined ? {} : { OPENCODE_DISABLE_MODELS_FETCH: "1" }),
      ...(sandboxShell === undefined ? {} : { SHELL: sandboxShell }),
    },
    stdin: fits ? prompt : `<instructions>\n${systemPrompt}\n</instructions>\n\n${prompt}`,
  };
}
