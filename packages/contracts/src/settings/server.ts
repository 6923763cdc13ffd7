/** `server`: where the daemon listens, and who may call it. */
import { z } from "zod";

export const serverSettingsSchema = z
  .strictObject({
    host: z
      .string()
      .max(255)
      .default("127.0.0.1")
      .describe(
        "Address to listen on. An address other than loopback requires a token of at least 24 characters.",
      ),
    port: z
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe("Port to listen on. `TINYAGI_API_PORT` overrides it. Default: 3777."),
    auth: z
      .enum(["token", "none"])
      .default("token")
      .describe("`none` accepts clients of release 0.0.20 without a token, on loopback only."),
    allowedOrigins: z
      .array(z.string().max(300))
      .max(50)
      .default([])
      .describe("Exact origins of web pages that may call the API, such as `http://localhost:3000`."),
    allowedHosts: z
      .array(z.string().max(300))
      .max(50)
      .default([])
      .describe(
        "Exact Host headers that the daemon accepts in addition to loopback, such as `box.lan:3777`.",
      ),
    agentAccess: z
      .boolean()
      .default(true)
      .describe("Whether agents get an API token. It is limited to their own agent and conversation."),
  })
  .describe("Where the daemon listens, and who may call it.");
