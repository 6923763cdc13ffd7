/** The files of a skill inside a template: text as it is, anything else as base64. Pure. */
import type { TeamTemplateAgent } from "@tinyagi/contracts";

export type SkillContents = NonNullable<TeamTemplateAgent["skillFiles"]>[string];
export type SkillContent = SkillContents[string];

/** What an agent may run: a first line `#!`, or a usual ending. */
const PROGRAM = /\.(sh|bash|py|js|mjs|cjs|ts|rb|pl|ps1)$/i;

export function skillContents(files: ReadonlyMap<string, Buffer>): SkillContents {
  return Object.fromEntries(
    [...files].map(([path, bytes]): [string, SkillContent] => {
      const text = bytes.toString("utf8");
      return [path, Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString("base64") }];
    }),
  );
}

export function toContent(content: SkillContent): Buffer {
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(content.base64, "base64");
}

/** Paths of files that an agent could run. The import itself runs none. */
export function programsIn(contents: SkillContents): string[] {
  return Object.entries(contents).flatMap(([path, content]) =>
    PROGRAM.test(path) || toContent(content).subarray(0, 2).toString() === "#!" ? [path] : [],
  );
}
