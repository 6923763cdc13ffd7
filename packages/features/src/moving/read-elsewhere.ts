/** Reads the folder of another product and makes a plan of it. Changes nothing, there or here. */
import { readClaudeCode } from "./claude-code.js";
import type { MovingPlan, MovingSource } from "./moving-plan.js";
import { readNanoClaw } from "./nanoclaw.js";
import { readOpenClaw } from "./openclaw.js";
import { createPlanWriter, type PlanWriter } from "./plan-writer.js";
import { openSource, type SourceFolder } from "./source-folder.js";

const READERS: Readonly<Record<MovingSource, (source: SourceFolder, plan: PlanWriter) => Promise<void>>> = {
  openclaw: readOpenClaw,
  nanoclaw: readNanoClaw,
  "claude-code": readClaudeCode,
};

/**
 * @param folder of the other product
 * @throws AppError `NOT_FOUND` without such a folder
 */
export async function readElsewhere(kind: MovingSource, folder: string): Promise<MovingPlan> {
  const { source, leftovers } = await openSource(folder);
  const plan = createPlanWriter(kind, source);
  await READERS[kind](source, plan);
  return plan.finish(leftovers);
}
