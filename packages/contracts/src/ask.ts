/** What TinyAGI answers about itself, without a model: parts of its guide, and facts of this home. */
import { z } from "zod";
import { ERROR_CODES, type ErrorCode } from "./error-code.js";
import { adviceSchema, reasonSchema } from "./reason.js";
import { settingsEditSchema } from "./routes/settings-routes.js";

/** Longest question, in characters. */
export const QUESTION_MAX_CHARS = 500;

const errorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

/** A part of a page of the guide. */
export const guidePartSchema = z.object({
  /** The page without its ending, such as `guide/channels/telegram`. */
  page: z.string(),
  /** Address of the heading in its page; empty for the beginning. */
  anchor: z.string(),
  title: z.string(),
  heading: z.string(),
  /** Markdown; long parts are cut. */
  text: z.string(),
});
export type GuidePart = z.infer<typeof guidePartSchema>;

/** What this home knows about the question. */
export const askFactSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("message"),
    message: z.number().int(),
    agent: z.string(),
    title: z.string(),
    reasons: z.array(reasonSchema),
    advice: adviceSchema.nullable(),
  }),
  /** Nothing waits for the agent or runs, and nothing of it failed. */
  z.object({ kind: z.literal("idle"), agent: z.string() }),
  /** An error code of the catalogue. */
  z.object({ kind: z.literal("error"), code: errorCodeSchema }),
  /** The value of a setting; secrets are masked. Absent: the default. */
  z.object({
    kind: z.literal("setting"),
    path: z.array(z.string()),
    value: z.json().optional(),
    /** The question holds a secret for it, which is neither repeated nor proposed. */
    secret: z.literal(true).optional(),
  }),
]);
export type AskFact = z.infer<typeof askFactSchema>;

/** A change of the settings that the question asks for. Nothing has changed: a person applies it. */
export const askProposalSchema = z.object({
  change: settingsEditSchema,
  /** The value that it replaces; absent if there is none. Secrets are masked. */
  before: z.json().optional(),
});
export type AskProposal = z.infer<typeof askProposalSchema>;

export const askAnswerSchema = z.object({
  /** Whether anything was found that answers the question. If not, `parts` are only the nearest ones. */
  known: z.boolean(),
  facts: z.array(askFactSchema),
  parts: z.array(guidePartSchema),
  proposal: askProposalSchema.nullable(),
  /** The agent that answers further, as `ask.agent` of the settings says; null for none. */
  agent: z.string().nullable(),
});
export type AskAnswer = z.infer<typeof askAnswerSchema>;
