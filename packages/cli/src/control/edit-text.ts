/** Lets a person change a text in their editor. The text is in a private folder that is removed afterwards. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";

const FALLBACK_EDITOR = "vi";

/**
 * @param name of the file the editor shows
 * @returns the text as it was saved
 * @throws CliError usage without a terminal; `CONFLICT` when the editor fails
 */
export async function editText(context: CliContext, name: string, text: string): Promise<string> {
  if (context.stdin.isTTY !== true) {
    throw usageError(
      "The editor needs a terminal.",
      "Give the text with --file <path>, or --file - for stdin",
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-edit-"));
  try {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    await runEditor(context, file);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runEditor({ env }: CliContext, file: string): Promise<void> {
  const words = (env.VISUAL || env.EDITOR || FALLBACK_EDITOR).split(/\s+/).filter((word) => word !== "");
  const [program = FALLBACK_EDITOR, ...options] = words;
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, [...options, file], { stdio: "inherit", env: { ...env } });
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((cause: unknown) => {
    throw new CliError("CONFLICT", "The editor did not start; nothing was changed.", {
      hint: "Set EDITOR to an editor that is installed, or use --file <path>",
      cause,
    });
  });
  if (code !== 0) throw new CliError("CONFLICT", "The editor failed; nothing was changed.");
}
