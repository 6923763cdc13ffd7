/** Whether recall compares meanings, where the settings name an endpoint for embeddings. Sends nothing to it. */
import type { EmbeddingState, Settings } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { embeddingText } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";

const ID = "company.embedding";

export async function checkEmbedding(
  context: CliContext,
  settings: Settings | undefined,
): Promise<Finding[]> {
  if (settings?.recall.embedding === undefined) return [];
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  const state = await readState(context);
  return state === null ? [] : [toFinding(state)];
}

export function toFinding(state: EmbeddingState): Finding {
  const message = cleanLine(embeddingText(state));
  if (state.problem === null) return { id: ID, level: "ok", message };
  const hint = "Look at the settings: tinyagi config get recall.embedding";
  return { id: ID, level: "warning", message, hint };
}

async function readState(context: CliContext) {
  try {
    const client = await context.connect();
    return (await client.call("listCompany", { signal: context.signal })).embedding;
  } catch {
    // That the daemon does not answer is a finding of its own.
    return null;
  }
}
