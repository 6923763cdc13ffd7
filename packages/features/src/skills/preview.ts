/** Previews of skills that wait for confirmation. Each can be used once, expires, and only a few are kept. */
import type { Clock } from "@tinyagi/base";
import { computeDigest, type SkillFiles } from "./skill-content.js";
import type { FoundSkill } from "./skill-source.js";

export const PREVIEW_MS = 15 * 60_000;
/** When there are more, the oldest is dropped; each holds at most 4 MiB. */
const PREVIEWS_MAX = 8;
const CONTENT_MAX_CHARS = 64 * 1024;

export interface SkillPreview {
  ref: string;
  name: string;
  description: string;
  /** SHA-256 over all files. */
  digest: string;
  files: { path: string; size: number }[];
  /** Its SKILL.md. */
  content: string;
}

export interface KeptPreview {
  preview: SkillPreview;
  files: SkillFiles;
}

export function createPreviews(clock: Clock) {
  const kept = new Map<string, KeptPreview & { at: number }>();
  return {
    add(ref: string, { name, description, files }: FoundSkill): KeptPreview {
      const digest = computeDigest(files);
      const preview = {
        ref,
        name,
        description,
        digest,
        files: [...files].map(([path, content]) => ({ path, size: content.length })),
        content: (files.get("SKILL.md")?.toString("utf8") ?? "").slice(0, CONTENT_MAX_CHARS),
      };
      kept.delete(toKey(ref, digest));
      kept.set(toKey(ref, digest), { preview, files, at: clock.monotonic() });
      const oldest = kept.keys().next().value;
      if (kept.size > PREVIEWS_MAX && oldest !== undefined) kept.delete(oldest);
      return { preview, files };
    },
    /** Returns the preview of this ref and digest, and forgets it. */
    take(ref: string, digest: string): KeptPreview | undefined {
      const found = kept.get(toKey(ref, digest));
      kept.delete(toKey(ref, digest));
      return found !== undefined && clock.monotonic() - found.at <= PREVIEW_MS ? found : undefined;
    },
  };
}

function toKey(ref: string, digest: string): string {
  return `${ref}\0${digest}`;
}
