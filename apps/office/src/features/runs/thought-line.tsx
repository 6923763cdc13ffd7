/** A part of an agent's thinking, folded to one line. It unfolds to the words of the model, which nothing checked. */
"use client";
import { duration } from "../../lib/figures";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Icon } from "../../ui/icon";

const LINE = "flex min-w-0 items-center gap-2 text-12/6 text-n-7 max-md:min-h-11";

/** @param text undefined where the settings keep no words */
export function ThoughtLine({ text, took }: { text: string | undefined; took: number | undefined }) {
  const said = words.runs.thought;
  const head = (
    <>
      <Icon name="thought" size={14} />
      <b className="font-medium whitespace-nowrap text-n-9">
        {took === undefined ? said.label : said.took(duration(took))}
      </b>
    </>
  );
  if (text === undefined) return <li className={LINE}>{head}</li>;
  return (
    <li>
      <details className="group">
        <summary className={`${LINE} cursor-pointer list-none rounded-xs hover:bg-n-2`}>
          {head}
          <span className="truncate group-open:hidden">{oneLine(text, 160)}</span>
        </summary>
        <div className="mb-2 pl-6">
          <p className="text-11 text-n-7">{said.claimed}</p>
          <p
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-13 break-words whitespace-pre-wrap text-n-10"
          >
            {visible(text)}
          </p>
        </div>
      </details>
    </li>
  );
}
