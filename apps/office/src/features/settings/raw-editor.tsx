/** The settings as text. What is wrong is named above it with its line, and the line is marked. */
"use client";
import { useRef } from "react";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Terminal } from "../../ui/terminal";
import type { RawProblem } from "./raw-text";
import type { SettingsDraft } from "./use-settings-draft";
import { lineWords } from "./wrong";

/** Of the numbers and of the text: they stand line beside line. */
const LINES = "font-mono text-12 leading-5 max-md:text-16 max-md:leading-6";

export function RawEditor({ draft, onChanged }: { draft: SettingsDraft; onChanged: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { raw, settings, rawProblems } = draft;
  const shown = raw?.text ?? JSON.stringify(settings, null, 2);
  const lines = shown.split("\n").length;
  const problems = rawProblems ?? [];
  return (
    <div className="grid max-w-[880px] gap-3 py-4">
      <p className="text-13 text-n-7">{words.settings.raw.help}</p>
      <Verdict
        problems={problems}
        isChanged={raw !== undefined}
        onGo={(offset) => area.current !== null && goToOffset(area.current, offset)}
      />
      <div
        className={`relative flex rounded-s border border-n-5 bg-n-0 py-2 focus-within:border-n-10 focus-within:ring-3 focus-within:ring-accent ${LINES}`}
      >
        {[...new Set(problems.map(({ line }) => line))].map((line) => (
          <span
            key={line}
            data-line={line}
            aria-hidden="true"
            className="pointer-events-none absolute inset-x-0 h-[1lh] bg-failed-soft shadow-[inset_3px_0_var(--failed)]"
            style={{ top: `calc(8px + ${line - 1}lh)` }}
          />
        ))}
        <pre aria-hidden="true" className="relative flex-none pr-3 pl-4 text-right text-n-7 select-none">
          {Array.from({ length: lines }, (_, i) => i + 1).join("\n")}
        </pre>
        <textarea
          ref={area}
          aria-label="settings.json"
          aria-invalid={problems.length > 0}
          value={shown}
          readOnly={rawProblems === undefined}
          spellCheck={false}
          rows={lines}
          wrap="off"
          onChange={(event) => {
            draft.writeRaw(event.target.value);
            onChanged();
          }}
          className="relative block min-w-0 flex-1 resize-none overflow-x-auto overflow-y-hidden bg-transparent pr-3 outline-none! [box-shadow:none]!"
        />
      </div>
      <Terminal commands={["tinyagi config edit", "tinyagi config validate"]} />
    </div>
  );
}

/** Puts the caret there, and its line into the middle: a caret alone does not scroll the page. */
export function goToOffset(area: HTMLTextAreaElement, offset: number): void {
  const line = area.value.slice(0, offset).split("\n").length;
  area.focus({ preventScroll: true });
  area.setSelectionRange(offset, offset);
  area.parentElement?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: "center" });
}

/** It stays in view, however long the text is. */
function Verdict(props: {
  problems: readonly RawProblem[];
  isChanged: boolean;
  onGo: (offset: number) => void;
}) {
  const { problems, isChanged, onGo } = props;
  return (
    <div role="status" className="sticky top-0 z-10 -mx-1 bg-n-0 px-1 py-2 text-13">
      {problems.length === 0 ? (
        <span className="text-n-7">{isChanged ? words.settings.raw.valid : words.settings.raw.same}</span>
      ) : (
        <div className="max-h-32 overflow-auto rounded-s bg-failed-soft px-3 py-2">
          <b className="font-semibold text-failed">{words.settings.raw.problems(problems.length)}</b>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.line} ${problem.path} ${problem.message}`}>
                <button
                  type="button"
                  onClick={() => onGo(problem.offset)}
                  className="py-0.5 text-left break-words text-n-10 underline max-md:min-h-11"
                >
                  {visible(lineWords(problem))}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
