/** Files of this machine that are given to agents with a message or a task. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileLine } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";

/** `FILE_MAX_BYTES` of the contract, which refuses more: a value of the route table would make every command load more files. */
const FILE_MAX_BYTES = 5 * 1_024 * 1_024;

/** Stores the files where the daemon is. @returns the lines that name them */
export async function storeFiles(context: CliContext, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const client = await context.connect();
  const lines: string[] = [];
  for (const path of paths) {
    const bytes = await readOwnFile(path);
    const body = { name: basename(path), data: bytes.toString("base64") };
    const stored = await client.call("storeFile", { body, signal: context.signal });
    lines.push(fileLine({ path: stored.path, name: body.name }));
  }
  return lines;
}

async function readOwnFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > FILE_MAX_BYTES)
      throw new CliError("PAYLOAD_TOO_LARGE", "The file is larger than 5 MiB.", {
        hint: "Copy it into the workspace of the agent and send its name",
      });
    return await readFile(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("INVALID_INPUT", "The file cannot be read.", { hint: "Check its path", cause: error });
  }
}
