/** Creates an agent's workspace when its settings are saved. On a machine that is away, its first run does that. */
import { isAppError } from "@tinyagi/contracts";
import type { Services } from "../services.js";

/** @throws AppError `PATH_REFUSED` */
export async function prepareWorkspace(
  { workspaceOf }: Pick<Services, "workspaceOf">,
  agentId: string,
): Promise<void> {
  try {
    await workspaceOf(agentId).prepare({});
  } catch (error) {
    if (!isAppError(error, "PLACE_OFFLINE")) throw error;
  }
}
