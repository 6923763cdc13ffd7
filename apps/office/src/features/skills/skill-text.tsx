/** The files and the text of a skill: what an agent reads and may run. */
"use client";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Markdown } from "../../ui/markdown";

export function SkillText({
  content,
  files,
}: {
  content: string;
  files: readonly { path: string; size: number }[];
}) {
  return (
    <>
      <ul aria-label={words.skills.files} className="rounded-m bg-n-1 px-3 py-2 font-mono text-12">
        {files.map(({ path, size }) => (
          <li key={path} className="flex gap-3">
            <span className="min-w-0 grow break-all">{visible(path)}</span>
            <span className="flex-none text-n-7">{words.skills.size(size)}</span>
          </li>
        ))}
      </ul>
      <Markdown text={toBody(content)} />
    </>
  );
}

/** The head of a SKILL.md repeats name and description. */
function toBody(content: string): string {
  return content.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, "");
}
