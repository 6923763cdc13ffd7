/** What an agent is sent: the parts of its system prompt, and how its harness passes the prompt and the message on. */
import { z } from "zod";

/**
 * `protocol`: the built-in text, or what replaces it. `protocol_append`: what the settings add to it. `instructions`:
 * AGENTS.md of the workspace. `own`: `system_prompt` or `prompt_file`. `company`: the list of the
 * company's notes. `sub_agents` and `skills`: what TinyAGI adds. `tools`: what a
 * harness adds so that its models find the tools of TinyAGI.
 */
export const PROMPT_PART_KINDS = [
  "protocol",
  "protocol_append",
  "instructions",
  "own",
  "company",
  "sub_agents",
  "skills",
  "tools",
] as const;
export const promptPartSchema = z.object({
  kind: z.enum(PROMPT_PART_KINDS),
  /** Where it comes from: `built-in`, a key of the settings, or a path. */
  source: z.string(),
  text: z.string(),
});
export type PromptPart = z.infer<typeof promptPartSchema>;

/** Between two parts. */
export const PROMPT_PARTS_GAP = "\n\n";

/** The text that parts make. Whatever is sent or shown is made by this. */
export function joinPromptParts(parts: readonly Pick<PromptPart, "text">[]): string {
  return parts
    .map(({ text }) => text)
    .filter((text) => text !== "")
    .join(PROMPT_PARTS_GAP);
}

/** How a harness passes it on. `none`: it does not. */
export const PROMPT_WAYS = ["argument", "file", "environment", "message", "api", "stdin", "none"] as const;
const way = z.enum(PROMPT_WAYS);

export const promptDeliverySchema = z.object({
  system: z.object({
    way,
    /** The option, file or field that takes it. */
    name: z.string(),
  }),
  message: z.object({
    way,
    name: z.string(),
    /** Exactly what is sent, with `{message}` in the place of the message. */
    text: z.string(),
  }),
});
export type PromptDelivery = z.infer<typeof promptDeliverySchema>;

const sized = { bytes: z.number().int(), tokens: z.number().int().describe("Estimated.") };
/** `mcp_servers_in_workspace`: not used either, and in a file that the agent itself can write. */
export const PROMPT_WARNINGS = [
  "protocol_replaced",
  "prompt_file_left_out",
  "mcp_servers_not_used",
  "mcp_servers_in_workspace",
] as const;

export const effectivePromptSchema = z.object({
  agent: z.string(),
  harness: z.string(),
  provider: z.string(),
  model: z.string(),
  parts: z.array(promptPartSchema.extend(sized)),
  system: promptDeliverySchema.shape.system.extend({ text: z.string(), ...sized }),
  message: promptDeliverySchema.shape.message,
  /** What is put before each message: where it comes from. The example is a message from the terminal, sent now. */
  before: z.string().optional(),
  warnings: z.array(z.object({ code: z.enum(PROMPT_WARNINGS), detail: z.string() })),
});
export type EffectivePrompt = z.infer<typeof effectivePromptSchema>;
