/** `traces` and `telemetry`: what the journal keeps of tool calls and thinking, and where spans are sent. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

export const traceSettingsSchema = z
  .strictObject({
    payloads: z
      .enum(["none", "redacted"])
      .default("redacted")
      .describe(
        "Whether to record arguments and outputs of tools, and the thinking that models show: `none`, or `redacted` (without what looks like a credential).",
      ),
    maxPayloadChars: z
      .number()
      .int()
      .min(100)
      .max(16_000)
      .default(16_000)
      .describe("Longest recorded argument, output or thought, in characters. Longer ones are cut."),
  })
  .describe("What the journal records of tool calls and thinking.");
export type TraceSettings = z.infer<typeof traceSettingsSchema>;

export const otlpSettingsSchema = z
  .strictObject({
    enabled: z.boolean().default(false).describe("Whether to send spans of runs to `endpoint`."),
    endpoint: z
      .url({ protocol: /^https?$/, error: "use an http:// or https:// URL" })
      .max(2_048)
      .optional()
      .describe("URL that receives spans by OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`."),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "use a header name"), secretSchema)
      .meta({ examples: [{ Authorization: "env:OTLP_KEY" }] })
      .default({})
      .describe("Headers of each request, such as a key. `env:NAME` and `file:/path` are allowed."),
    payloads: z
      .boolean()
      .default(false)
      .describe("Whether spans contain arguments and outputs of tools, and answers of agents, redacted."),
    serviceName: z.string().min(1).max(100).default("tinyagi").describe("The `service.name` of the spans."),
  })
  .describe("Export of spans by OTLP. Off by default.");
export type OtlpSettings = z.infer<typeof otlpSettingsSchema>;

export const telemetrySettingsSchema = z
  .strictObject({ otlp: otlpSettingsSchema.default(() => otlpSettingsSchema.parse({})) })
  .describe("What TinyAGI sends to other programs for observation.");
export type TelemetrySettings = z.infer<typeof telemetrySettingsSchema>;
