/**
 * Builds opencode's argument list and environment. Pure. Text must never become an option: the prompt goes through
 * stdin, the system prompt through the environment, and values are bound with `=`.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { pictureFiles } from "../cli/picture-files.js";
import { OPENCODE_AGENT, opencodeConfig, opencodeModel } from "./config.js";

/** Linux limits one variable to 128 KiB. A longer system prompt goes to stdin, before the prompt. */
const CONFIG_MAX_BYTES = 120 * 1024;

/** What the machine offers. */
export interface OpencodeMachine {
  /** A shell that restricts commands to the workspace. */
  readonly sandboxShell?: string | undefined;
  /** Folders outside the workspace that agents may read. */
  readonly readable?: readonly string[] | undefined;
}

/** How to start opencode. */
export interface OpencodeInvocation {
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly stdin: string;
}

/** Builds the argument list, environment and input of one run. */
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
    // No permission restricts plugins of the user or the workspace, so none is loaded.
    "--pure",
    // Without it, what the model shows of its thinking is left out.
    "--thinking",
    // opencode reports its retries only in the log.
    "--print-logs",
    "--log-level=ERROR",
    `--agent=${OPENCODE_AGENT}`,
    // Without a title, opencode asks a model for one.
    "--title=TinyAGI",
  ];
  if (model !== undefined) args.push(`--model=${model}`);
  if (request.effort !== undefined) args.push(`--variant=${request.effort}`);
  if (sessionId !== undefined && sessionId !== "") args.push(`--session=${sessionId}`);
  for (const path of pictureFiles(request)) args.push(`--file=${path}`);
  return {
    args,
    env: {
      ...request.env,
      OPENCODE_CONFIG_CONTENT: fits ? whole : opencodeConfig(request, { ...facts, systemPrompt: "" }),
      // An agent can write opencode.json, .opencode/ and .claude/ into its workspace. opencode must not load them.
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      OPENCODE_DISABLE_CLAUDE_CODE: "1",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_SHARE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      // The configuration contains the custom model, so the list of all other models is not needed.
      ...(request.endpoint === undefined ? {} : { OPENCODE_DISABLE_MODELS_FETCH: "1" }),
      ...(sandboxShell === undefined ? {} : { SHELL: sandboxShell }),
    },
    stdin: fits ? prompt : `<instructions>\n${systemPrompt}\n</instructions>\n\n${prompt}`,
  };
}
