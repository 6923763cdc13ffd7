/** Says that unsaved changes are from before, that the settings changed meanwhile, or that a secret was not kept. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import type { SettingsDraft } from "./use-settings-draft";
import { wrongIn } from "./wrong";

export function DraftNotice({ draft }: { draft: SettingsDraft }) {
  const { changes, isFromBefore, isStale, isCut } = draft;
  const isKept = isFromBefore && (changes.length > 0 || wrongIn(draft).length > 0);
  const said = [
    isKept && words.settings.fromBefore,
    isStale && words.settings.stale,
    isCut && words.settings.cut,
  ].filter((text) => text !== false);
  if (said.length === 0) return null;
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-3 gap-y-1 border-b border-n-4 bg-waiting-soft px-4 py-2 text-13 text-n-10 md:px-8">
      <p role="status" className="min-w-0 grow basis-64">
        {said.join(" ")}
      </p>
      <Button size="s" onClick={draft.discard}>
        {words.common.discard}
      </Button>
    </div>
  );
}
