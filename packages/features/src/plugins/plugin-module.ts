/** Imports a plugin's copy and reads its exports. The import is the first time that its code runs. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin, PluginHook } from "@tinyagi/contracts";

export const HOOK_NAMES = ["transformIncoming", "transformOutgoing"] as const;
export type HookName = (typeof HOOK_NAMES)[number];

export interface PluginExports {
  hooks: Partial<Record<HookName, PluginHook>>;
  activate: Plugin["activate"] | undefined;
}

/** @throws what the module throws, or an Error that says what is wrong with its exports */
export async function importPlugin(folder: string, entry: string): Promise<PluginExports> {
  const module: unknown = await import(pathToFileURL(join(folder, entry)).href);
  return readExports(module);
}

/** Named exports `activate` and `hooks`, else those of the default export. */
export function readExports(module: unknown): PluginExports {
  const named = isRecord(module) ? module : {};
  const exported = ["activate", "hooks"].some((name) => named[name] !== undefined) ? named : named.default;
  if (!isRecord(exported) || (exported.activate === undefined && exported.hooks === undefined))
    throw new Error("it exports neither activate nor hooks");
  const { activate, hooks = {} } = exported;
  if (activate !== undefined && typeof activate !== "function")
    throw new Error("its export activate is not a function");
  if (!isRecord(hooks)) throw new Error("its export hooks is not an object");
  const found: PluginExports["hooks"] = {};
  for (const name of HOOK_NAMES) {
    const hook = hooks[name];
    if (hook === undefined) continue;
    if (typeof hook !== "function") throw new Error(`its hook ${name} is not a function`);
    found[name] = (message, context) => hook.call(hooks, message, context);
  }
  return {
    hooks: found,
    activate: activate === undefined ? undefined : (context) => activate.call(exported, context),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
