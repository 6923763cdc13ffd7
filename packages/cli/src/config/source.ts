/** The settings of this home: from its daemon while it runs, else from the file. Secrets are masked. */
import { readFile } from "node:fs/promises";
import type { ErrorDetail, SettingsEdit } from "@tinyagi/contracts";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";

export type MaskedSettings = Record<string, unknown>;

/** @throws CliError `SETTINGS_UNREADABLE` when there is no file */
export async function readSettings(context: CliContext): Promise<MaskedSettings> {
  if (await context.isServed()) {
    const client = await context.connect();
    return client.call("getSettings", { signal: context.signal });
  }
  const { checkSettingsText } = await import("@tinyagi/daemon");
  const { settings, warnings } = checkSettingsText(await readSettingsText(context));
  warn(context, warnings);
  return settings;
}

/** All edits or none. @throws the refusal with its details */
export async function changeSettings(context: CliContext, edits: SettingsEdit[]): Promise<MaskedSettings> {
  if (await context.isServed()) return saveEdits(context, edits);
  await readSettingsText(context);
  const { changeSettingsFile } = await import("@tinyagi/daemon");
  return changeSettingsFile(context.paths.home, edits);
}

/** All edits or none, by the daemon. @returns the settings after them */
export async function saveEdits(context: CliContext, changes: SettingsEdit[]): Promise<MaskedSettings> {
  const client = await context.connect();
  return (await client.call("changeSettings", { body: { changes }, signal: context.signal })).settings;
}

/** Text of settings.json. @throws CliError `SETTINGS_UNREADABLE` */
export async function readSettingsText({ paths }: CliContext): Promise<string> {
  try {
    return await readFile(paths.settingsFile, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new CliError(
      "SETTINGS_UNREADABLE",
      isMissing ? "This home has no settings.json yet." : "settings.json cannot be read.",
      {
        hint: isMissing
          ? "The first start creates it: tinyagi start"
          : "Run the command as the user that runs the daemon",
        cause: error,
      },
    );
  }
}

/** Prints the warnings about a file. */
export function warn({ output }: CliContext, warnings: readonly ErrorDetail[]): void {
  for (const { path, message } of warnings)
    output.talk(styled`${paint("yellow", "warning:")} ${path === undefined ? "" : `${path}: `}${message}`);
}
