/** The buttons of the graph: smaller, all in view, larger. Each has a key. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import type { Zoom } from "./use-zoom";

/** Which key does what a button does. */
export const ZOOM_KEYS: Readonly<Record<string, "in" | "out" | "fit">> = {
  "+": "in",
  "=": "in",
  "-": "out",
  "0": "fit",
};

export function GraphZoom({ step, fit }: Omit<Zoom, "scale">) {
  const said = words.runs.zoom;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons is no form.
    <div
      role="group"
      aria-label={said.label}
      className="absolute right-3 bottom-3 z-10 flex rounded-s bg-n-0 shadow-float"
    >
      <Button kind="bare" size="icon" aria-label={said.out} title={said.outKey} onClick={() => step("out")}>
        −
      </Button>
      <Button kind="bare" size="s" className="max-md:h-11" title={said.fitKey} onClick={fit}>
        {said.fit}
      </Button>
      <Button kind="bare" size="icon" aria-label={said.in} title={said.inKey} onClick={() => step("in")}>
        +
      </Button>
    </div>
  );
}
