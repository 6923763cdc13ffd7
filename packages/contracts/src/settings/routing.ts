/** `routing`: how TinyAGI reads what agents write to each other. */
import { z } from "zod";

export const routingSettingsSchema = z
  .strictObject({
    mentions: z
      .enum(["handoff", "note", "off"])
      .default("handoff")
      .describe(
        "What happens when an agent names a teammate without a tag. `handoff`: at the start of a paragraph it hands the paragraph over, elsewhere the reply says that nothing was handed over. `note`: the reply always says so. `off`: nothing.",
      ),
  })
  .describe("How texts of agents are routed.");
