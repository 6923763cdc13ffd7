/** What to do on the platform, step by step. Addresses are links, commands can be copied. */
"use client";
import { safeHref } from "../../lib/format/link";
import { words } from "../../locale/words";
import { copyText } from "../../ui/terminal";

const ADDRESS = /(https:\/\/\S+[^\s.,])/;
/** A command for a bot, such as `/newbot`. */
const COMMAND = /( \/[a-z]+)/;

export function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <ol className="grid gap-1 text-13">
      {steps.map((step, i) => (
        <li key={step} className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2.5 py-1 break-words">
          <span className="font-mono text-12/[20px] font-semibold text-n-7" aria-hidden="true">
            {i + 1}
          </span>
          <span>
            <Rich text={step} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** A text of ours with links and commands. */
export function Rich({ text }: { text: string }) {
  return text.split(ADDRESS).map((part) => {
    const href = ADDRESS.test(part) ? safeHref(part) : undefined;
    if (href === undefined) return <Commands key={part} text={part} />;
    return (
      <a
        key={part}
        href={href}
        target="_blank"
        rel="noreferrer"
        className="font-medium text-n-10 underline underline-offset-3"
      >
        {part}
      </a>
    );
  });
}

function Commands({ text }: { text: string }) {
  return text.split(COMMAND).map((part) =>
    COMMAND.test(part) ? (
      <button
        key={part}
        type="button"
        title={words.channels.copy}
        onClick={() => void copyText(part.trim())}
        className="ml-1 rounded-xs bg-n-2 px-1.5 font-mono text-12 text-n-10 hover:bg-n-3 max-md:min-h-11 max-md:min-w-11"
      >
        {part.trim()}
      </button>
    ) : (
      part
    ),
  );
}
