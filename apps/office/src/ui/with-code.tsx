/** A sentence of the daemon or of the page: what stands between backticks is shown as code. */
import { Fragment } from "react";

// biome-ignore-start lint/suspicious/noArrayIndexKey: parts have no other name, and no state.
export function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, i, { length }) => {
    if (i % 2 === 0) return <Fragment key={i}>{part}</Fragment>;
    // A single backtick is one.
    if (i === length - 1) return <Fragment key={i}>{`\`${part}`}</Fragment>;
    return (
      <code key={i} className="rounded-xs bg-n-3 px-1 font-mono text-[0.92em] break-words">
        {part}
      </code>
    );
  });
}
// biome-ignore-end lint/suspicious/noArrayIndexKey: until here.
