/** `acp_agents`: agent programs that speak ACP, besides those that TinyAGI knows. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { secretSchema } from "./secret.js";

export const acpAgentSchema = z
  .strictObject({
    command: z
      .array(z.string().min(1).max(4_096))
      .min(1)
      .max(100)
      .optional()
      .describe(
        "The program and its arguments, so that it speaks ACP on stdin and stdout. A program that TinyAGI knows needs none.",
      ),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), secretSchema)
      .meta({ examples: [{ GEMINI_API_KEY: "env:GEMINI_API_KEY" }] })
      .default({})
      .describe(
        "Variables of the program, such as its key. Values are secrets; `env:NAME` and `file:/path` are allowed.",
      ),
    folders: z
      .array(z.string().min(1).max(4_096))
      .max(20)
      .default([])
      .describe(
        "Folders that the program writes besides the workspace, such as the one of its sessions. Relative ones are below your home. An agent can leave there what you start later.",
      ),
  })
  .describe("An agent program that speaks the Agent Client Protocol.");

export const acpAgentsSchema = z
  .record(entityIdSchema, acpAgentSchema)
  .meta({ examples: [{ mine: { command: ["my-agent", "--acp"] } }] })
  .describe("Agent programs that speak ACP, by id. An agent uses one with the provider `acp:<id>`.");
