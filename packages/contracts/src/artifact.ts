/** Artifacts: files that agents made and sent to people, with their versions and public links. */
import { z } from "zod";
import { FILE_KINDS } from "./file-kind.js";

export const artifactSchema = z.object({
  id: z.number().int(),
  agent: z.string(),
  name: z.string(),
  /** Counts from 1. The same name from the same agent is another version. */
  version: z.number().int(),
  kind: z.enum(FILE_KINDS),
  /** For `/api/files/:file`. */
  file: z.string(),
  /** Null when the file is gone. */
  bytes: z.number().int().nullable(),
  conversationId: z.string().nullable(),
  runId: z.string().nullable(),
  taskId: z.string().nullable(),
  createdAt: z.number().int(),
  /** Whether anyone with a link can read it now. */
  shared: z.boolean(),
});
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactLinkSchema = z.object({
  id: z.string(),
  artifactId: z.number().int(),
  createdBy: z.string(),
  createdAt: z.number().int(),
  expiresAt: z.number().int().nullable(),
  revokedAt: z.number().int().nullable(),
  /** Whether it works now. */
  works: z.boolean(),
  opened: z.number().int(),
  openedAt: z.number().int().nullable(),
});
export type ArtifactLink = z.infer<typeof artifactLinkSchema>;

const made = { artifactId: z.number().int(), agent: z.string(), name: z.string(), version: z.number().int() };
export const artifactEvents = {
  "artifact.made": z.object(made).describe("An agent sent a file to a person."),
  "artifact.shared": z
    .object({ ...made, linkId: z.string(), expiresAt: z.number().int().nullable(), author: z.string() })
    .describe("A person created a public link to a file."),
  "artifact.unshared": z
    .object({ ...made, linkId: z.string(), author: z.string() })
    .describe("A person revoked a public link to a file."),
} as const;
