/** The head of a page: its name, one sentence that says how things are, its action at the right. */
import type { ReactNode } from "react";
import { words } from "../locale/words";

export function PageHead({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <header className="flex min-h-14 flex-none items-center [&>fieldset]:flex-none gap-4 border-b border-n-4 px-4 py-2 max-md:flex-wrap max-md:gap-y-0.5 md:min-h-[72px] md:px-8">
      {/* On a phone the sentence stands below the buttons, with the whole width for itself. */}
      <div className="min-w-0 grow max-md:contents">
        <h1 className="min-w-0 truncate max-md:flex-1 text-20 font-bold tracking-tight text-n-10">{title}</h1>
        <p
          className="text-13 text-n-7 max-md:order-last max-md:line-clamp-2 max-md:basis-full md:truncate"
          aria-live="polite"
        >
          {text}
        </p>
      </div>
      {children}
    </header>
  );
}

/** Rows came while the list is read: they are offered, so that nothing moves. */
export function NewRows({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <button
      type="button"
      onClick={onShow}
      className="flex h-8 w-full flex-none items-center justify-center border-b border-n-3 bg-n-2 text-12 font-medium text-n-10 hover:bg-n-3 max-md:h-11"
    >
      {words.common.newRows(count)}
    </button>
  );
}
