/** What an agent asks permission for: the command, and the lines that would go and come. All of it can be read. */
"use client";
import type { PermissionFacts } from "@tinyagi/contracts";
import { type PermissionBlock, permissionBlocks } from "@tinyagi/views";
import { words } from "../../locale/words";

const LOOKS: Readonly<Record<PermissionBlock["kind"], string>> = {
  note: "mt-2 px-2 font-sans text-n-7 first:mt-0",
  command: "px-2",
  wrote: "px-2",
  same: "px-2 text-n-7",
  added: "bg-add px-2",
  removed: "bg-del px-2",
};

export function Permission({ facts }: { facts: PermissionFacts }) {
  const blocks = permissionBlocks(facts, words.views);
  if (blocks.length === 0) return null;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      dir="ltr"
      className="mt-2 max-h-64 overflow-auto rounded-xs bg-n-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
    >
      {blocks.map(({ kind, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the request never changes.
        <span key={at} className={`block ${LOOKS[kind]}`}>
          {text}
        </span>
      ))}
    </pre>
  );
}
