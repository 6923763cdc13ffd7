/** `recall`: what runs are given of the company's knowledge before they begin, and who makes vectors for the search by meaning. */
import { z } from "zod";
import { modelSchema } from "./agent.js";
import { secretSchema } from "./secret.js";

const embeddingSettingsSchema = z
  .strictObject({
    base_url: z
      .url({ protocol: /^https?$/ })
      .describe(
        "URL of an endpoint with OpenAI's API, such as `http://127.0.0.1:11434/v1`. It gets the text of all notes and documents, and each question.",
      ),
    api_key: secretSchema.optional().describe("API key for `base_url`; a secret."),
    model: modelSchema.describe("Model that makes the vectors, such as `nomic-embed-text`."),
  })
  .describe("Endpoint for embeddings. Without it, recall compares words only.");
export type EmbeddingSettings = z.infer<typeof embeddingSettingsSchema>;

export const recallSettingsSchema = z
  .strictObject({
    budgetTokens: z
      .number()
      .int()
      .min(0)
      .max(20_000)
      .default(400)
      .describe(
        "Most tokens (estimated) of notes and documents that a run is given before it begins. 0: none; agents still have the tool `recall`.",
      ),
    embedding: embeddingSettingsSchema.optional(),
  })
  .describe("What agents are given of the notes and documents of the company.");
export type RecallSettings = z.infer<typeof recallSettingsSchema>;
