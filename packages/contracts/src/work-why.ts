/** Why the process that runs agents ended, what a step of a test found, why a comparison is empty. As `why.ts` says it. */
import { z } from "zod";
import { worktreeRefusalSchema } from "./worktree-refusal.js";

const text = z.string();
const count = z.number().int();

/** Why an agent host is gone. `said`: its last words, or those of the system. */
export const hostWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("host.unstartable"), said: text }),
  z.object({ code: z.literal("host.exited"), exit: count.nullable(), said: text }),
  z.object({ code: z.literal("host.killed"), signal: text, said: text }),
  z.object({ code: z.literal("host.silent"), seconds: count }),
  z.object({ code: z.literal("host.protocol"), said: text }),
  /** It speaks another release's protocol. */
  z.object({ code: z.literal("host.other_release"), version: text, host: count, daemon: count }),
]);

/** Why there is no difference to show. */
export const diffWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("diff.no_repository") }),
  z.object({ code: z.literal("diff.same") }),
  z.object({ code: z.literal("diff.refused"), refusal: worktreeRefusalSchema }),
]);

/** What a step of a provider's test found. `said`: of the provider or its program. */
export const testWhySchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("test.unusable"), said: text.nullable() }),
  /** `model` null: the default one of the provider, where `mayDefault`. */
  z.object({
    code: z.literal("test.configured"),
    harness: text,
    model: text.nullable(),
    mayDefault: z.boolean(),
  }),
  z.object({ code: z.literal("test.endpoint"), origin: text, format: text }),
  z.object({ code: z.literal("test.no_program"), program: text }),
  z.object({ code: z.literal("test.program"), file: text }),
  z.object({ code: z.literal("test.version"), version: text.nullable() }),
  z.object({ code: z.literal("test.silent"), seconds: count }),
  z.object({ code: z.literal("test.broken"), file: text }),
  /** Where the key comes from. */
  z.object({
    code: z.literal("test.key"),
    from: z.enum(["unneeded", "settings", "environment", "login", "nowhere"]),
    variable: text.optional(),
    harness: text,
  }),
  z.object({ code: z.literal("test.answered"), chars: count }),
  z.object({ code: z.literal("test.unanswered"), seconds: count }),
  z.object({ code: z.literal("test.failed"), said: text.nullable() }),
]);

export type HostWhy = z.infer<typeof hostWhySchema>;
export type DiffWhy = z.infer<typeof diffWhySchema>;
export type TestWhy = z.infer<typeof testWhySchema>;
