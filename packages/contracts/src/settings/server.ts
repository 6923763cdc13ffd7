/** `server`: where the daemon listens and whom it lets in. */
import { z } from "zod";

export const serverSettingsSchema = z
  .strictObject({
    host: z
      .string()
      .max(255)
      .default("127.0.0.1")
      .describe("Address the daemon listens on; anything beyond loopback needs a token of 24 characters."),
    port: z
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe("Port the daemon listens on; 3777 when not given, and `TINYAGI_API_PORT` goes first."),
    auth: z
      .enum(["token", "none"])
      .default("token")
      .describe("`none` lets clients of 0.0.20 in without a token, on loopback only."),
    allowedOrigins: z
      .array(z.string().max(300))
      .max(50)
      .default([])
      .describe("Exact origins of web pages that may call the API, e.g. `http://localhost:3000`."),
    allowedHosts: z
      .array(z.string().max(300))
      .max(50)
      .default([])
      .describe("Exact Host values the daemon answers to beside loopback, e.g. `box.lan:3777`."),
    agentAccess: z
      .boolean()
      .default(true)
      .describe("Whether agents get a token for the API, limited to their own agent and conversation."),
  })
  .describe("Where the daemon listens and whom it lets in.");
