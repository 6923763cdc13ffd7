/** `network`: how TinyAGI and its agents reach other machines. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

export const networkSettingsSchema = z
  .strictObject({
    proxy: secretSchema
      .optional()
      .describe(
        "Proxy for channels, models, agents, skills and backups, such as `http://proxy.example:3128`; it may contain a password. It goes before HTTPS_PROXY and HTTP_PROXY of the daemon. Restart the daemon after a change.",
      ),
    no_proxy: z
      .array(z.string().min(1).max(255))
      .max(200)
      .default([])
      .describe(
        "Hosts that are reached without the proxy, such as `.intra.example`. Addresses of this machine always are.",
      ),
  })
  .describe("How TinyAGI and its agents reach other machines.");
