/** The panel of what needs you, loaded when the page rests: no page waits for it. */
"use client";
import { useEffect, useState } from "react";
import { loadAgainForPart } from "../../lib/missing-files";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { NeedsPanel } from "../needs/panel-view";

let loaded: typeof NeedsPanel | undefined;

async function loadPanel(): Promise<typeof NeedsPanel> {
  loaded ??= (await import("../needs/panel-view")).NeedsPanel;
  return loaded;
}

/** Loads it ahead. Whoever opens it when that has failed loads it again, and is told then what is wrong. */
export function warmNeeds(): void {
  loadPanel().catch((error: unknown) => console.info("What needs you is loaded when it is opened.", error));
}

export function LazyNeeds({ at, onClose }: { at: string; onClose: () => void }) {
  const [Shown, setShown] = useState(() => loaded);
  const isLoading = Shown === undefined;
  useEffect(() => {
    if (!isLoading) return;
    loadPanel()
      .then((panel) => setShown(() => panel))
      .catch((error: unknown) => {
        if (!loadAgainForPart(error)) showToast(words.shell.missing.text);
        onClose();
      });
  }, [isLoading, onClose]);
  return Shown === undefined ? null : <Shown at={at} onClose={onClose} />;
}
