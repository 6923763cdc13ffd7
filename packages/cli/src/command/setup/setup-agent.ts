/** One agent of the person's own instead of a starter team, from questions or flags. */

import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { addAgent } from "../agent/agent-add.js";
import { printNextStep } from "../agent/agent-lacks.js";
import type { AgentOptions } from "../agent/agent-options.js";

export interface OwnAgentOptions
  extends Pick<AgentOptions, "name" | "provider" | "model" | "role" | "permissions"> {
  agent?: string;
  /** Whether it becomes the default agent. */
  default: boolean;
}

/** One agent, which becomes the default agent. @returns its id */
export async function setUpAgent(context: CliContext, options: OwnAgentOptions): Promise<string> {
  const { output } = context;
  const { agent: id, default: isDefault, ...fields } = options;
  const added = await addAgent(context, {
    id,
    options: fields,
    fields: options.role === undefined ? {} : { role: options.role },
  });
  if (isDefault) await saveEdits(context, [{ path: ["default_agent"], value: added.id }]);
  output.data(added.answer, () => [
    `@${added.id} is ready${isDefault ? " and is the default agent" : ""}`,
    `Try it: tinyagi run '@${added.id} hello'`,
    `Test its provider: tinyagi provider test --agent ${added.id}`,
  ]);
  if (added.missing !== undefined || added.lacksModel) printNextStep(context, added);
  return added.id;
}
