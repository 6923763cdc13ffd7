/**
 * The messages of `codex app-server` that TinyAGI reads, each with the fields that it uses. Seen with 0.169.0, whose schema
 * `codex app-server generate-json-schema` prints. Other fields, and other messages, are left alone.
 */
import { z } from "zod";

const text = z.string();
const count = z.number().nonnegative().catch(0);
const tokens = z.object({ inputTokens: count, cachedInputTokens: count, outputTokens: count });
const ofTurn = z.object({ threadId: text, turnId: text });

/** Why a turn, or one try of it, failed. */
const failure = z.object({
  message: text.catch(""),
  /** A name, or an object whose only key is one. */
  codexErrorInfo: z
    .union([text, z.record(text, z.unknown())])
    .nullish()
    .catch(null),
  additionalDetails: text.nullish().catch(null),
});
export type CodexFailure = z.infer<typeof failure>;

/** The answer to `thread/start` and `thread/resume`. */
export const threadSchema = z.object({ thread: z.object({ id: text.min(1) }) });
/** The answer to `turn/start`. */
export const turnSchema = z.object({ turn: z.object({ id: text.min(1) }) });

export const itemSchema = ofTurn.extend({ item: z.record(text, z.unknown()) });
export const usageSchema = ofTurn.extend({
  tokenUsage: z.object({
    total: tokens,
    last: tokens,
    modelContextWindow: z.int().positive().nullish().catch(null),
  }),
});
export const errorSchema = ofTurn.extend({ error: failure, willRetry: z.boolean().catch(false) });
export const completedSchema = z.object({
  threadId: text,
  turn: z.object({ id: text, status: text, error: failure.nullish().catch(null) }),
});

const limitWindow = z
  .object({ usedPercent: z.number(), windowDurationMins: z.number(), resetsAt: z.number().nullish() })
  .nullish()
  .catch(null);
export const limitsSchema = z.object({
  rateLimits: z.object({ primary: limitWindow, secondary: limitWindow }),
});

export const serverStatusSchema = z.object({ name: text, status: text });

/** Requests of the program for permission. */
export const commandRequestSchema = z.object({
  itemId: text,
  /** Absent, or one that can be decided by its command: input for a command that runs is no command. */
  kind: z.literal("command").nullish(),
  command: text.nullish(),
  cwd: text.nullish(),
  reason: text.nullish(),
  /** What a command would reach, where the network is what it asks for. */
  networkApprovalContext: z.record(text, z.unknown()).nullish(),
});
export const fileRequestSchema = z.object({
  itemId: text,
  reason: text.nullish(),
  grantRoot: text.nullish(),
});
/** The message names the tool of the server; what it is called with stands only here. */
export const toolCallSchema = z.object({
  serverName: text,
  message: text.min(1),
  _meta: z.object({
    codex_approval_kind: z.literal("mcp_tool_call"),
    tool_params: z.record(text, z.unknown()),
  }),
});
