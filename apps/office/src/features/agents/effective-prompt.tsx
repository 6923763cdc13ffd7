/** Everything that an agent is sent, part by part. */
"use client";
import { literalText } from "@tinyagi/contracts/literal-text";
import { grouped } from "../../lib/figures";
import { words } from "../../locale/words";
import { Unread } from "../../ui/unread";
import { useEffectivePrompt } from "./queries";

export function EffectivePromptFor({ id }: { id: string }) {
  const read = useEffectivePrompt(id);
  const said = words.agents.effective;
  if (read.data === undefined) return <Unread what={said.title} of={[read]} />;
  const { parts, system, warnings } = read.data;
  return (
    <section aria-label={said.title} className="grid gap-2 border-t border-n-3 p-5 text-13">
      <p className="text-n-7">{said.size(grouped(system.bytes), grouped(system.tokens))}</p>
      {warnings.map(({ code, detail }) => (
        <p key={code} className="break-words text-n-10">
          {said.warning[code](literalText(detail))}
        </p>
      ))}
      {parts.map(({ kind, source, text, bytes }) => (
        <details key={source + kind} className="rounded-s border border-n-3 px-2.5 py-1.5">
          <summary className="cursor-pointer break-words">
            {said.part[kind]} <span className="text-n-7">{said.bytes(grouped(bytes))}</span>
          </summary>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
            tabIndex={0}
            dir="ltr"
            className="mt-2 max-h-80 overflow-auto text-12 break-words whitespace-pre-wrap text-n-9"
          >
            {literalText(text)}
          </pre>
        </details>
      ))}
    </section>
  );
}
