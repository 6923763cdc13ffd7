/** The panel of what needs you, loaded when the page rests. */
"use client";
import { createLazyPart } from "./lazy-part";

const panel = createLazyPart("What needs you", async () => (await import("../needs/panel-view")).NeedsPanel);

export const warmNeeds = panel.warm;

export function LazyNeeds({ at, onClose }: { at: string; onClose: () => void }) {
  const Shown = panel.usePart(onClose);
  return Shown === undefined ? null : <Shown at={at} onClose={onClose} />;
}
