/** What a company knows together: notes, documents, proposals of agents, and what a run was given of it. */
import { z } from "zod";

export const RECALL_SOURCES = ["note", "document", "answer"] as const;
export const recallSourceSchema = z.enum(RECALL_SOURCES);
export const PROPOSAL_STATES = ["open", "accepted", "declined"] as const;
export const proposalStateSchema = z.enum(PROPOSAL_STATES);

export const recallHitSchema = z.object({
  source: recallSourceSchema,
  title: z.string(),
  /** Path in the company folder of a note or a document, else the id of the conversation. */
  ref: z.string(),
  /** One line: what the note contains. Empty for others. */
  summary: z.string(),
  /** The part that fits best. */
  text: z.string(),
  /** How much of the question it contains, from 0 to 1. */
  covers: z.number(),
  /** Which search found it: the words, or the meaning of the embedding. */
  by: z.array(z.enum(["words", "meaning"])),
});
export type RecallHit = z.infer<typeof recallHitSchema>;

/** Why there are no vectors, or not of all texts. */
export const EMBEDDING_PROBLEMS = [
  "down",
  "login",
  "refused",
  "not_vectors",
  "too_many",
  "unreadable_key",
] as const;

/** How far the search by meaning is set up. */
export const embeddingStateSchema = z.object({
  model: z.string(),
  /** Notes and documents that recall reads. */
  documents: z.number().int(),
  /** Those of them that have vectors of this model. */
  embedded: z.number().int(),
  /** What failed last; null while nothing does. Recall compares words until it works again. */
  problem: z.enum(EMBEDDING_PROBLEMS).nullable(),
});
export type EmbeddingState = z.infer<typeof embeddingStateSchema>;
export type EmbeddingProblem = NonNullable<EmbeddingState["problem"]>;

/** What an endpoint answers to `POST /embeddings`. */
export const embeddingAnswerSchema = z.object({
  data: z
    .array(z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1).max(4_096) }))
    .max(64),
});

export const proposalSchema = z.object({
  id: z.string(),
  path: z.string(),
  change: z.enum(["add", "change", "remove"]),
  status: proposalStateSchema,
  agent: z.string(),
  conversationId: z.string(),
  /** Why, in the agent's words. */
  reason: z.string(),
  createdAt: z.number().int(),
  settledAt: z.number().int().nullable(),
  settledBy: z.string().nullable(),
});
export type NoteProposal = z.infer<typeof proposalSchema>;

export const proposalDetailSchema = proposalSchema.extend({
  /** The note as it is now; null when there is none. */
  before: z.string().nullable(),
  /** The note that is proposed; null when it is to be removed. */
  after: z.string().nullable(),
  /** What differs, as in a unified diff. */
  diff: z.string(),
  /** Whether the note changed since the agent proposed this. */
  stale: z.boolean(),
  /** Of path, proposal and the note as it is now: what a decision is bound to. */
  digest: z.string(),
});
export type NoteProposalDetail = z.infer<typeof proposalDetailSchema>;

const note = { path: z.string().describe("Path of the note in the company folder.") };
export const companyEvents = {
  "company.note_changed": z
    .object({ ...note, change: z.enum(["added", "changed", "removed"]), author: z.string() })
    .describe("A note of the company was added, changed or removed."),
  "company.note_proposed": z
    .object({
      ...note,
      proposalId: z.string(),
      agent: z.string(),
      change: z.enum(["add", "change", "remove"]),
    })
    .describe("An agent proposed a change of a note. A person decides."),
  "company.proposal_settled": z
    .object({ ...note, proposalId: z.string(), status: proposalStateSchema, author: z.string() })
    .describe("A person accepted or declined a proposed note."),
  "run.recalled": z
    .object({
      agent: z.string(),
      sources: z.array(z.object({ source: recallSourceSchema, ref: z.string(), title: z.string() })),
      tokens: z.number().int().describe("Estimated."),
    })
    .describe("Notes and documents of the company were given to a run before it began."),
} as const;
