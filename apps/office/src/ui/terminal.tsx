/** The same act in a terminal: each command can be copied. */
"use client";
import { words } from "../locale/words";
import { showToast } from "./toasts";

export function Terminal({ commands }: { commands: readonly string[] }) {
  return (
    <details className="mt-2 text-11 text-n-7">
      <summary className="cursor-pointer select-none hover:text-n-10 max-md:min-h-11 max-md:py-3.5">
        {words.common.terminal.title}
      </summary>
      <ul>
        {commands.map((command) => (
          <li key={command}>
            <button
              type="button"
              title={words.common.terminal.copy}
              onClick={() => void copyText(command)}
              className="py-0.5 text-left font-mono break-all text-n-9 hover:underline max-md:min-h-11"
            >
              {command}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Puts a text into the clipboard and says so. A browser may refuse it on a page without a secure address. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(words.common.terminal.copied);
  } catch {
    showToast(words.common.terminal.cannotCopy);
  }
}
