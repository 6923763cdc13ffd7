/** Reads a text that a command gets as a file or on stdin. */
import { readFile } from "node:fs/promises";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { readStdin } from "./stdin-text.js";

/** The server takes no more; reading on would only fill memory. */
const TEXT_LIMIT_BYTES = 1_024 * 1_024;

/** @param file path, or `-` for stdin. @throws CliError when it cannot be read or is too long */
export async function readText(context: CliContext, file: string): Promise<string> {
  const text = file === "-" ? await readStdin(context) : await readOne(file);
  if (Buffer.byteLength(text) > TEXT_LIMIT_BYTES) throw tooLong();
  return text;
}

async function readOne(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CliError("INVALID_INPUT", "The file cannot be read.", {
      hint: "Check its path",
      cause,
    });
  }
}

function tooLong(): CliError {
  return new CliError("PAYLOAD_TOO_LARGE", "The text is longer than 1 MiB.");
}
