/** The settings as text. What is wrong is named with its line; what differs is shown before it is saved. */
"use client";
import { useEffect, useRef, useState } from "react";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Terminal } from "../../ui/terminal";
import type { Json } from "./draft";
import type { RawText } from "./raw-text";
import type { SettingsDraft } from "./use-settings-draft";

export function RawEditor({ draft, onChanged }: { draft: SettingsDraft; onChanged: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const parser = useParser();
  const { raw, settings } = draft;
  const shown = raw?.text ?? JSON.stringify(settings, null, 2);
  const read = parser?.(shown, draft.problems);
  const problems = read?.problems ?? [];
  function write(text: string): void {
    const base: Json = raw?.base ?? settings;
    draft.writeRaw({ text, base }, parser?.(text, {}).value);
    onChanged();
  }
  function goTo(offset: number): void {
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset);
  }
  return (
    <div className="grid max-w-[880px] gap-3 py-4">
      <p className="text-13 text-n-7">{words.settings.raw.help}</p>
      <textarea
        ref={area}
        aria-label="settings.json"
        aria-invalid={problems.length > 0}
        value={shown}
        readOnly={parser === undefined}
        spellCheck={false}
        rows={Math.min(40, shown.split("\n").length + 1)}
        onChange={(event) => write(event.target.value)}
        className="w-full rounded-s border border-n-5 bg-n-0 px-3 py-2 font-mono text-12/[20px] aria-invalid:border-failed max-md:text-16"
      />
      <div role="status" className="text-13">
        {problems.length === 0 ? (
          <span className="text-n-7">
            {raw === undefined ? words.settings.raw.same : words.settings.raw.valid}
          </span>
        ) : (
          <>
            <b className="font-semibold text-failed">{words.settings.raw.problems(problems.length)}</b>
            <ul>
              {problems.map(({ line, offset, message, path }) => (
                <li key={`${line} ${path} ${message}`}>
                  <button
                    type="button"
                    onClick={() => goTo(offset)}
                    className="py-0.5 text-left break-words text-failed hover:underline max-md:min-h-11"
                  >
                    {words.settings.raw.line(line, visible(path), visible(message))}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Terminal commands={["tinyagi config edit", "tinyagi config validate"]} />
    </div>
  );
}

/** Its library is loaded with the editor. */
function useParser(): RawText | undefined {
  const [parser, setParser] = useState<RawText>();
  useEffect(() => {
    let isGone = false;
    void import("./raw-text").then(({ readRaw }) => {
      if (!isGone) setParser(() => readRaw);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return parser;
}
