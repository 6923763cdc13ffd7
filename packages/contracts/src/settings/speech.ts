/** `speech`: how recordings that people send become text. */
import { z } from "zod";
import { modelSchema, providerSchema } from "./agent.js";
import { naming } from "./named.js";
import { secretSchema } from "./secret.js";

/** What a command gets in place of these words. `{wav}` is a copy that ffmpeg makes: 16 kHz, one channel. */
export const RECORDING_WORDS = ["{file}", "{wav}"] as const;

const argument = z
  .string()
  .max(4_096)
  .refine((text) => !text.includes("\0"));

export const transcriptionSettingsSchema = z
  .strictObject({
    provider: naming(providerSchema, "provider")
      .optional()
      .describe(
        "Provider that transcribes: `openai`, `api` or `custom:<id>`. It gets the recording, with the key that is stored for it.",
      ),
    base_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        "URL of another endpoint with OpenAI's API, such as `http://127.0.0.1:8000/v1`. Used in place of a provider.",
      ),
    api_key: secretSchema.optional().describe("API key for `base_url`; a secret."),
    model: modelSchema.optional().describe("Model that transcribes. Default: `whisper-1`."),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})?$/)
      .optional()
      .describe("Language of the recordings, such as `en`. Default: it is recognized."),
    command: z
      .array(argument)
      .min(1)
      .max(64)
      .refine((words) => words.some((word) => RECORDING_WORDS.some((known) => word.includes(known))), {
        message: "must contain {file} or {wav}",
      })
      .optional()
      .describe(
        "Program of this machine that transcribes, with its arguments: `{file}` is the recording, `{wav}` a WAV copy (needs ffmpeg). It prints the text. It runs in a sandbox without network and needs bubblewrap.",
      ),
    readable: z
      .array(z.string().min(1).max(4_096))
      .max(20)
      .optional()
      .describe(
        "Folders that the command may read besides the folders of the system, such as one with models.",
      ),
    maxSeconds: z
      .number()
      .int()
      .min(1)
      .max(14_400)
      .default(1_800)
      .describe("Longest recording that is transcribed, in seconds."),
    timeoutMs: z
      .number()
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(120_000)
      .describe("Time limit of one transcription in milliseconds."),
    patience: z
      .number()
      .int()
      .min(0)
      .max(3_600_000)
      .default(60_000)
      .describe(
        "How long a message waits for a provider that does not answer, in milliseconds. After that the agent gets the file without a transcript.",
      ),
  })
  .refine(
    ({ provider, base_url: url, command }) =>
      [provider, url, command].filter((way) => way !== undefined).length < 2,
    { message: "give only one of provider, base_url and command" },
  )
  .refine(({ api_key: key, base_url: url }) => key === undefined || url !== undefined, {
    message: "api_key belongs to a base_url; the key of a provider is stored with the provider",
  });

export const speechSettingsSchema = z
  .strictObject({
    transcription: transcriptionSettingsSchema
      .optional()
      .describe("Who transcribes voice notes and other recordings. Without it, agents get only the file."),
  })
  .describe("How recordings that people send become text.");
export type TranscriptionSettings = z.infer<typeof transcriptionSettingsSchema>;
