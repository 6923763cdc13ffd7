/**
 * What a worker says about its machine: the agent programs, their logins, its tools and its disk. Only states, numbers and
 * known names: commands and sentences are never taken from another machine.
 */
import { z } from "zod";

/** `silent`: it is there and did not name its version in time. `broken`: it does not run. */
const PROGRAM_STATES = ["missing", "broken", "silent", "ready"] as const;
/** `unknown`: a login of this program leaves nothing that could be looked at, or it uses a key. */
const LOGIN_STATES = ["present", "missing", "unknown"] as const;

/** Those for which a step is known that differs. */
export const MACHINE_SYSTEMS = ["linux", "darwin"] as const;

/** A row of the table of providers, or `acp:` and one of the table of ACP programs. */
const provider = z.string().regex(/^[a-z0-9:_-]{1,60}$/);
const version = z.string().regex(/^[0-9A-Za-z.+-]{1,70}$/);

export const programFactsSchema = z.object({
  provider,
  state: z.enum(PROGRAM_STATES),
  version: version.nullable(),
  login: z.enum(LOGIN_STATES),
});
export type ProgramFacts = z.infer<typeof programFactsSchema>;

export const machineFactsSchema = z.object({
  /** By the clock of that machine. */
  at: z.int().min(0),
  programs: z.array(programFactsSchema).max(100),
  /** Programs that sandboxes need there, and that are not installed. */
  missingTools: z.array(z.string().regex(/^[a-z]{1,20}$/)).max(20),
  freeDiskMiB: z.int().min(0),
  /** Absent for another one, and from a worker of an older release. */
  system: z.enum(MACHINE_SYSTEMS).exactOptional(),
});
export type MachineFacts = z.infer<typeof machineFactsSchema>;
