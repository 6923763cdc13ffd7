/** Shared knowledge of the company: notes, documents, proposals of agents, and recall over all of it. */
import { z } from "zod";
import {
  embeddingStateSchema,
  proposalDetailSchema,
  proposalSchema,
  proposalStateSchema,
  recallHitSchema,
} from "../company.js";
import { limitQuery, MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Relative to the company folder, with `/`. `.md` is optional for notes. */
const companyPath = z.string().min(1).max(1_000);
const pathQuery = () => z.object({ path: companyPath });
const content = z.string().max(MIB);
const proposalParams = () =>
  z.object({ id: z.string().regex(/^prop_[a-z0-9]{4,32}$/, "use the id of a proposal") });

export const companyNoteEntrySchema = z.object({
  path: z.string(),
  name: z.string(),
  /** Empty without valid frontmatter. */
  summary: z.string(),
});
const decision = {
  params: proposalParams,
  body: () => z.strictObject({ digest: z.string().length(64) }),
  response: () => proposalSchema,
};

export const companyRoutes = {
  listCompany: route(
    {
      method: "GET",
      path: "/api/company",
      scope: "read",
      callers: ["run"],
      summary: "List the notes and documents of the company",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        z.object({
          folder: z.string(),
          notes: z.array(companyNoteEntrySchema),
          documents: z.array(
            z.object({
              path: z.string(),
              bytes: z.number().int(),
              /** Whether it is text, so that recall reads it. */
              readable: z.boolean(),
            }),
          ),
          /** Whether there were more than are listed. */
          cut: z.boolean(),
          openProposals: z.number().int(),
          /** The search by meaning; null when no endpoint for embeddings is set. */
          embedding: embeddingStateSchema.nullable(),
        }),
    },
  ),
  readCompanyNote: route(
    {
      method: "GET",
      path: "/api/company/note",
      scope: "read",
      callers: ["run"],
      summary: "Get a note or a text document of the company",
      bodyLimit: SMALL_BODY,
    },
    { query: pathQuery, response: () => companyNoteEntrySchema.extend({ content: z.string() }) },
  ),
  writeCompanyNote: route(
    {
      method: "PUT",
      path: "/api/company/note",
      scope: "write",
      summary: "Create or replace a note of the company; it starts with frontmatter (name and summary)",
      bodyLimit: 2 * MIB,
    },
    {
      body: () =>
        z.strictObject({
          path: companyPath,
          content,
          /** What the writer saw; null: no note. Another text there is not overwritten. */
          was: content.nullable().optional(),
        }),
      response: () => okSchema.extend({ created: z.boolean(), note: companyNoteEntrySchema }),
    },
  ),
  deleteCompanyNote: route(
    {
      method: "DELETE",
      path: "/api/company/note",
      scope: "write",
      summary: "Remove a note of the company",
      bodyLimit: SMALL_BODY,
    },
    { query: pathQuery, response: () => okSchema },
  ),
  recallCompany: route(
    {
      method: "GET",
      path: "/api/company/recall",
      scope: "read",
      callers: ["run"],
      summary: "Find notes, documents and answers that may help with a question; best first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ q: z.string().min(1).max(1_000), limit: limitQuery(5, 50) }),
      response: () => z.object({ hits: z.array(recallHitSchema) }),
    },
  ),
  proposeCompanyNote: route(
    {
      method: "POST",
      path: "/api/company/proposals",
      scope: "write",
      callers: ["run"],
      summary: "Propose a change of a note; a person decides",
      bodyLimit: 2 * MIB,
    },
    {
      body: () =>
        z.strictObject({
          path: companyPath,
          /** The whole note; null to remove it. */
          content: content.nullable(),
          reason: z.string().max(2_000).default(""),
        }),
      response: () => proposalSchema,
    },
  ),
  listProposals: route(
    {
      method: "GET",
      path: "/api/company/proposals",
      scope: "read",
      summary: "List changes of notes that agents proposed; newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          status: z.enum([...proposalStateSchema.options, "all"]).default("open"),
          limit: limitQuery(100),
        }),
      response: () => z.object({ proposals: z.array(proposalSchema) }),
    },
  ),
  getProposal: route(
    {
      method: "GET",
      path: "/api/company/proposals/:id",
      scope: "read",
      summary: "Get a proposed note beside the note as it is now",
      bodyLimit: SMALL_BODY,
    },
    { params: proposalParams, response: () => proposalDetailSchema },
  ),
  acceptProposal: route(
    {
      method: "POST",
      path: "/api/company/proposals/:id/accept",
      scope: "write",
      summary: "Accept a proposed note exactly as it was shown",
      bodyLimit: SMALL_BODY,
    },
    decision,
  ),
  declineProposal: route(
    {
      method: "POST",
      path: "/api/company/proposals/:id/decline",
      scope: "write",
      summary: "Decline a proposed note",
      bodyLimit: SMALL_BODY,
    },
    { params: proposalParams, response: () => proposalSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
