/** What the daemon keeps of a worker in files of its own. */
import { z } from "zod";

export const storedCredentialSchema = z.object({
  /** 32 bytes in base64: entries are sealed with it. */
  key: z.string().length(44),
  /** SHA-256 of its password at the engine, in hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  release: z.string(),
  /** Epoch milliseconds. */
  joinedAt: z.number(),
});
export type StoredCredential = z.infer<typeof storedCredentialSchema>;

export const storedInvitationSchema = z.object({
  /** 32 bytes in base64url. */
  secret: z.string().length(43),
  /** Epoch milliseconds. */
  expiresAt: z.number(),
});
export type StoredInvitation = z.infer<typeof storedInvitationSchema>;

/** The engine that the daemon runs itself. */
export const storedEngineSchema = z.object({
  port: z.int().min(1).max(65_535),
  password: z.string().min(32),
  /** Addresses and host names that the certificate names. */
  names: z.array(z.string()),
  /** PEM, both. */
  key: z.string(),
  certificate: z.string(),
});
export type StoredEngine = z.infer<typeof storedEngineSchema>;
