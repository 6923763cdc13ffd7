/** What a save would change, before it happens: the field in words, its path, then what it was and will be. */
"use client";
import { SETTINGS_CHANGES_MAX } from "@tinyagi/contracts";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Inspector } from "../../ui/inspector";
import { Terminal } from "../../ui/terminal";
import { toCommand } from "./change";
import { problemAt } from "./draft";
import { canSave, hasProblem } from "./saving";
import type { SettingsDraft } from "./use-settings-draft";

const TEXT_MAX = 400;

export function Changes({ draft, onClose }: { draft: SettingsDraft; onClose: () => void }) {
  const { changes, problems, refusal } = draft;
  const isTooMuch = changes.length > SETTINGS_CHANGES_MAX;
  return (
    <Inspector label={words.settings.changes.label} title={words.settings.changes.title} onClose={onClose}>
      <div className="grid gap-3 p-5 text-13">
        <ul className="rounded-m border border-n-4">
          {changes.map(({ key, name, before, after }) => (
            <li key={key} className="border-b border-n-3 px-3 py-2 last:border-0">
              <p className="font-semibold break-words text-n-10">{visible(name)}</p>
              <code className="block text-12 break-all text-n-7">{visible(key)}</code>
              <p className="mt-1 font-mono text-12 break-words">
                <del className="block bg-del px-1.5 py-0.5 no-underline">
                  <span aria-hidden="true">− </span>
                  {visible(before).slice(0, TEXT_MAX)}
                </del>
                <ins className="block bg-add px-1.5 py-0.5 no-underline">
                  <span aria-hidden="true">+ </span>
                  {visible(after).slice(0, TEXT_MAX)}
                </ins>
              </p>
              {problemAt(problems, key) !== undefined && (
                <p className="mt-1 text-12 text-failed">{visible(problemAt(problems, key) ?? "")}</p>
              )}
            </li>
          ))}
        </ul>
        <p className="text-12 text-n-7">{words.settings.changes.atOnce}</p>
        {refusal !== undefined && (
          <p role="alert" className="rounded-s bg-failed-soft px-3 py-2 break-words text-n-9">
            {visible(refusal)}
          </p>
        )}
        {hasProblem(draft) && (
          <p role="alert" className="text-12 break-words text-failed">
            {words.settings.changes.correct(Object.keys(problems).map(visible).join(", "))}
          </p>
        )}
        {isTooMuch && (
          <p role="alert" className="text-12 text-failed">
            {words.settings.changes.tooMany(SETTINGS_CHANGES_MAX)}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button kind="go" disabled={!canSave(draft)} onClick={draft.save}>
            {words.settings.changes.save(changes.length)}
          </Button>
          <Button kind="bare" onClick={draft.discard}>
            {words.common.discard}
          </Button>
        </div>
        <Terminal commands={changes.map(toCommand)} />
      </div>
    </Inspector>
  );
}
