/** What a worker's machine knows of the daemon that it works for. Who has this is that worker. */
import { z } from "zod";

export const joinedSchema = z.object({
  /** Of the engine, with the user and the password of this worker. */
  url: z.string().min(1),
  /** PEM of the authority that signed the engine's certificate. Absent: one that is publicly known. */
  ca: z.string().optional(),
  homeId: z.string().min(1),
  name: z.string().min(1),
  /** 32 bytes in base64. */
  key: z.string().length(44),
  slots: z.int().min(1).max(10_000),
});
export type Joined = z.infer<typeof joinedSchema>;
