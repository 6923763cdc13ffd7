/** What a process of TinyAGI reaches and through what: facts, from which commands and pages make sentences. */
import { z } from "zod";

/** The parts of TinyAGI that call other machines, and the API itself. */
const NETWORK_PARTS = [
  "provider",
  "channel",
  "speech",
  "search",
  "mcp",
  "updates",
  "skills",
  "backup",
  "telemetry",
  "api",
] as const;

/** Where a connection failed, in the order of the steps. `portal`: a network answered in the place of the service. */
const NETWORK_STAGES = ["dns", "connect", "proxy", "tls", "answer", "portal"] as const;
export type NetworkStage = (typeof NETWORK_STAGES)[number];

export const networkProbeSchema = z.object({
  part: z.enum(NETWORK_PARTS),
  /** The provider, channel or service. */
  id: z.string(),
  /** Scheme, host and port. */
  origin: z.string(),
  /** The proxy without its password; null: directly. */
  proxy: z.string().nullable(),
  ok: z.boolean(),
  /** Of the address that was connected to, which is the proxy's behind one. */
  family: z.union([z.literal(4), z.literal(6)]).nullable(),
  /** HTTP status of the answer to a request without any key. */
  status: z.number().int().nullable(),
  /** Milliseconds of each step that was done. */
  ms: z.object({
    dns: z.number().optional(),
    connect: z.number().optional(),
    proxy: z.number().optional(),
    tls: z.number().optional(),
    answer: z.number().optional(),
  }),
  failure: z
    .object({
      stage: z.enum(NETWORK_STAGES),
      /** An errno, a code of Node or OpenSSL, an HTTP status, or `timeout`. */
      code: z.string(),
    })
    .nullable(),
});
export type NetworkProbe = z.infer<typeof networkProbeSchema>;

export const networkReportSchema = z.object({
  /** `NODE_EXTRA_CA_CERTS` of the process that looked; null: only the certificates of Node. */
  certificates: z.string().nullable(),
  probes: z.array(networkProbeSchema),
});
export type NetworkReport = z.infer<typeof networkReportSchema>;
