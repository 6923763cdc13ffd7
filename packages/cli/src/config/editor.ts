/**
 * `config edit`: opens a private copy of the file in the editor and checks it before it replaces the file. The file is
 * never half edited, and the person's text is never lost: a copy that cannot be used is kept, and the error names it.
 */
import { spawn } from "node:child_process";
import { readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SettingsReport } from "@tinyagi/daemon";
import type { CliContext } from "../context/context.js";
import { CliError, toFailure, usageError } from "../error/cli-error.js";
import { canAsk } from "../prompt/ask.js";
import { confirm } from "../prompt/confirm.js";
import { previewLines } from "./preview.js";
import { readSettingsText } from "./source.js";

const PRIVATE_FILE = 0o600;

export interface EditResult {
  changed: boolean;
  warnings: SettingsReport["warnings"];
}

/** @throws CliError with line and column when the text stays invalid; the hint names the copy */
export async function editSettings(context: CliContext, options: EditOptions = {}): Promise<EditResult> {
  const editor = resolveEditor(context);
  const seen = await readSettingsText(context);
  // Below the home, which is private: the copy contains the same secrets.
  const copy = join(context.paths.home, `settings.edit-${process.pid}.json`);
  await writeFile(copy, seen, { mode: PRIVATE_FILE, flag: "wx" });
  try {
    const result = await editUntilValid(context, { editor, copy, seen, ...options });
    await unlink(copy);
    return result;
  } catch (error) {
    throw await withCopy(error, { copy, seen });
  }
}

export interface EditOptions {
  /** Save without a question. */
  yes?: boolean;
  /** Show what would change, and change nothing. */
  dryRun?: boolean;
}

interface Session extends EditOptions {
  editor: readonly string[];
  copy: string;
  seen: string;
}

async function editUntilValid(context: CliContext, session: Session): Promise<EditResult> {
  const { replaceSettingsText } = await import("@tinyagi/daemon");
  for (;;) {
    await runEditor(context, session);
    const text = await readFile(session.copy, "utf8");
    if (text === session.seen) return { changed: false, warnings: [] };
    try {
      for (const line of await previewLines(session.seen, text, ["now", "edited"])) context.output.talk(line);
      if (session.dryRun === true) return { changed: false, warnings: [] };
      // In a pipe, the editor itself is the decision.
      if (canAsk(context)) await confirm(context, "Save these settings?", session.yes === true);
      const { warnings } = await replaceSettingsText({ home: context.paths.home, seen: session.seen, text });
      return { changed: true, warnings };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== "SETTINGS_INVALID" || !canAsk(context)) throw error;
      context.output.fail(failure);
      await confirm(context, "Edit again?", false);
    }
  }
}

/** Keeps a changed copy and names it in the hint; removes a copy without changes. */
async function withCopy(error: unknown, { copy, seen }: Pick<Session, "copy" | "seen">): Promise<unknown> {
  const failure = toFailure(error);
  const text = await readFile(copy, "utf8").catch(() => seen);
  if (text === seen) {
    await unlink(copy).catch(() => {
      // The editor has removed it: there is nothing to clean up.
    });
    return error;
  }
  const { message, details, exitCode } = failure;
  return new CliError(failure.code === "CONFLICT" ? "CONFLICT" : "SETTINGS_INVALID", message, {
    details,
    exitCode,
    cause: error,
    hint: `settings.json was not changed. Your text is saved in ${copy}`,
  });
}

function resolveEditor({ env }: CliContext): readonly string[] {
  const words = (env.VISUAL || env.EDITOR || "").split(/\s+/).filter((word) => word !== "");
  if (words.length > 0) return words;
  throw usageError("No editor is set.", "Set EDITOR, e.g. EDITOR=nano tinyagi config edit");
}

/** Without a shell: the words of the variable are a program and its options. */
async function runEditor({ env }: CliContext, { editor, copy }: Session): Promise<void> {
  const [program = "", ...options] = editor;
  // Ctrl-C in the editor is the editor's.
  const ignore = (): void => undefined;
  process.on("SIGINT", ignore);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(program, [...options, copy], { stdio: "inherit", env: { ...env } });
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code !== 0) throw new CliError("CANCELLED", "The editor failed; nothing was changed.");
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw usageError("The editor did not start.", "Set EDITOR to an editor that is installed");
  } finally {
    process.off("SIGINT", ignore);
  }
}
