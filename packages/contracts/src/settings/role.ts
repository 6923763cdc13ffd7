/** Which agents people of a role may use. The table of roles says what holds without these settings. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";

const agents = z.array(entityIdSchema).max(1_000).optional();

export const roleSettingsSchema = z.strictObject({
  member: z
    .strictObject({
      agents: agents.describe(
        "Ids of the agents and teams that members may use, also those in `bypass` mode. Default: every agent that is not in `bypass` mode.",
      ),
    })
    .default({})
    .describe("People with the role `member`."),
  guest: z
    .strictObject({
      agents: agents.describe(
        "Ids of the agents and teams that guests may use, except those in `bypass` mode. Default: the default agent.",
      ),
    })
    .default({})
    .describe("People with the role `guest`."),
});
