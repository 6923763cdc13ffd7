/** `tools`: what agents on a model API can do on the web. Agent CLIs bring tools of their own for it. */
import { z } from "zod";
import { secretSchema } from "./secret.js";

const WEB_SEARCH_KINDS = ["brave", "tavily", "searxng", "custom"] as const;
export type WebSearchKind = (typeof WEB_SEARCH_KINDS)[number];

export const webSearchSchema = z
  .strictObject({
    kind: z
      .enum(WEB_SEARCH_KINDS)
      .describe(
        "Who searches. `custom` is asked with `?q=` and answers `{results: [{title, url, content}]}` as JSON.",
      ),
    url: z
      .url({ protocol: /^https?$/, error: "use an http:// or https:// URL" })
      .max(2_048)
      .optional()
      .describe("Address of `searxng` or `custom`. The others have their own."),
    api_key: secretSchema
      .optional()
      .describe("API key; a secret. `env:NAME` and `file:/path` are allowed. Agents never see it."),
  })
  .describe("The tool `web_search`. Without it there is none.");
export type WebSearchConfig = z.infer<typeof webSearchSchema>;

export const webToolsSchema = z
  .strictObject({
    web_fetch: z
      .boolean()
      .default(false)
      .describe(
        "Whether agents on a model API may read pages of the public web with the tool `web_fetch`. Addresses of this machine and of private networks are never reached.",
      ),
    web_search: webSearchSchema.optional(),
  })
  .describe(
    "Web tools of agents on a model API. Off by default. `agents.<id>.web` takes them from one agent.",
  );
