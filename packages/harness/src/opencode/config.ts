/**
 * The configuration opencode gets in `OPENCODE_CONFIG_CONTENT`. Pure. opencode replaces `{env:…}` and `{file:…}`
 * anywhere in it, so no text of a person or an agent may hold either: a note saying `{file:/…/token}` would otherwise
 * read that file into the prompt.
 */
import { dirname, relative } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";

/** Name of the agent and of the provider in the configuration; the user's own files have other names. */
export const OPENCODE_AGENT = "tinyagi";
const PROVIDER = "tinyagi";
/** Commands that neither write nor leave the machine; all that is open where there is no sandbox. */
const HARMLESS_COMMANDS = ["pwd", "date", "git status"];
/** Matches no file: a tool with any open pattern stays on offer, so that using it is answered and named as denied. */
const NO_FILE = "tinyagi-denied/none";

type Rule = "allow" | "deny";
export type OpencodePermission = Readonly<Record<string, Rule | Readonly<Record<string, Rule>>>>;

/** What decides about permissions. */
export interface OpencodeFacts {
  /** Commands run in a sandbox that confines them to the workspace. */
  readonly sandboxedShell: boolean;
  /** Folders outside the workspace that the agent may read and never write. */
  readonly readable?: readonly string[] | undefined;
  /** Longest system prompt the environment takes, bytes; a longer one is left out. */
  readonly systemPrompt: string;
}

/** What an agent may do. Nothing is ever asked: without a terminal opencode takes a question for a refusal and stops. */
export function opencodePermission(
  { cwd, permissions, deniedPaths }: Pick<HarnessRequest, "cwd" | "permissions" | "deniedPaths">,
  { sandboxedShell, readable = [] }: Pick<OpencodeFacts, "sandboxedShell" | "readable">,
): OpencodePermission {
  const denied = Object.fromEntries(
    deniedPaths.flatMap((path) => [path, `${path}/*`]).map((path) => [path, "deny" as const]),
  );
  if (permissions === "bypass") {
    // The order counts: the last rule that matches decides.
    return {
      "*": "allow",
      read: { "*": "allow", ...denied },
      edit: { "*": "allow", ...denied },
      question: "deny",
    };
  }
  const commands: Record<string, Rule> = { "*": "deny" };
  for (const command of HARMLESS_COMMANDS) commands[command] = "allow";
  const isOpen = permissions === "sandboxed";
  return {
    "*": "deny",
    read: { "*": "allow", ...denied },
    glob: "allow",
    grep: "allow",
    list: "allow",
    todowrite: "allow",
    todoread: "allow",
    edit: isOpen ? { "*": "allow", ...neverEdited(cwd, readable) } : { "*": "deny", [NO_FILE]: "allow" },
    bash: isOpen && sandboxedShell ? "allow" : commands,
    // With it a folder is open to every tool; that commands only read there is the sandbox's work.
    external_directory: { "*": "deny", ...ruled(readable, "allow") },
  };
}

function ruled(folders: readonly string[], rule: Rule): Record<string, Rule> {
  return Object.fromEntries(folders.map((path) => [`${path}/*`, rule]));
}

/** An edit is judged by its path relative to the repository it is in: the workspace or any folder above. */
function neverEdited(cwd: string, folders: readonly string[]): Record<string, Rule> {
  const roots = [cwd];
  for (let root = cwd; dirname(root) !== root; root = dirname(root)) roots.push(dirname(root));
  return ruled(
    folders.flatMap((path) => [path, ...roots.map((root) => relative(root, path))]),
    "deny",
  );
}

/** The JSON text. */
export function opencodeConfig(request: HarnessRequest, facts: OpencodeFacts): string {
  const { systemPrompt } = facts;
  const config = {
    share: "disabled",
    autoupdate: false,
    agent: {
      [OPENCODE_AGENT]: {
        mode: "primary",
        ...(systemPrompt === "" ? {} : { prompt: systemPrompt }),
        permission: opencodePermission(request, facts),
      },
    },
    ...endpointConfig(request),
  };
  const text = JSON.stringify(config).replace(/\{(?=env:|file:)/g, "\\u007b");
  const keyEnv = request.endpoint?.keyEnv;
  if (keyEnv === undefined) return text;
  // The one reference that is meant. Within a string quotes are escaped, so this matches the field alone.
  return text.replace(`"apiKey":"\\u007benv:${keyEnv}}"`, `"apiKey":"{env:${keyEnv}}"`);
}

/** The model as opencode names it: `<provider>/<model>`. */
export function opencodeModel({ model, endpoint }: HarnessRequest): string | undefined {
  if (model === undefined || model === "") return undefined;
  return endpoint === undefined ? model : `${PROVIDER}/${model}`;
}

function endpointConfig({ endpoint, model }: HarnessRequest): object {
  if (endpoint === undefined) return {};
  const options = { baseURL: endpoint.baseUrl, apiKey: `{env:${endpoint.keyEnv}}` };
  const models = model === undefined || model === "" ? {} : { [model]: { name: model } };
  return { provider: { [PROVIDER]: { npm: "@ai-sdk/openai-compatible", name: PROVIDER, options, models } } };
}
