/**
 * A Mermaid diagram, drawn in a frame without an origin when it comes into view: the program that draws is large, and the text
 * is that of an agent. Until then, and when it cannot be drawn, its text stands there.
 */
"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { visible } from "../lib/format/text";
import { words } from "../locale/words";

const FRAME = "/frames/diagram";
/** A drawing is scrolled beyond it. */
const HEIGHT_MAX = 1_200;
/** What can be drawn needs less, also on a slow phone. */
const PATIENCE_MS = 30_000;

type State = "waiting" | "seen" | "failed" | { height: number };

interface Props {
  text: string;
  /** The text as it is shown instead. Default: plain. */
  children?: ReactNode;
}

export function Diagram({ text, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<State>("waiting");
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      sight.disconnect();
      setState("seen");
    });
    sight.observe(element);
    return () => sight.disconnect();
  }, []);
  const plain = children ?? (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-[420px] overflow-auto rounded-s bg-n-2 px-3 py-2 text-12"
    >
      {visible(text)}
    </pre>
  );
  const isDrawn = typeof state === "object";
  return (
    <div ref={place} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {state === "failed" && <p className="text-12 text-n-7">{words.files.diagramFailed}</p>}
      {(state === "seen" || isDrawn) && (
        <Drawing text={text} height={isDrawn ? state.height : 0} onState={setState} />
      )}
      {!isDrawn && plain}
      {isDrawn && (
        <details className="text-11 text-n-7">
          <summary className="cursor-pointer max-md:min-h-11 max-md:py-3.5">
            {words.files.diagramText}
          </summary>
          {plain}
        </details>
      )}
    </div>
  );
}

function Drawing(props: { text: string; height: number; onState: (state: State) => void }) {
  const { text, height, onState } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const patience = setTimeout(() => onState("failed"), PATIENCE_MS);
    function onMessage({ source, data }: MessageEvent<unknown>): void {
      if (source === null || source !== frame.current?.contentWindow) return;
      const { ready, height, failed } = (data ?? {}) as { ready?: true; height?: unknown; failed?: true };
      // The frame has no origin to name. It gets a text that it may keep.
      if (ready === true) {
        frame.current.contentWindow.postMessage({ text, dark: isDark() }, "*");
        return;
      }
      clearTimeout(patience);
      const isDrawn = failed !== true && typeof height === "number" && height > 0;
      onState(isDrawn ? { height: Math.min(height, HEIGHT_MAX) } : "failed");
    }
    addEventListener("message", onMessage);
    return () => {
      clearTimeout(patience);
      removeEventListener("message", onMessage);
    };
  }, [text, onState]);
  return (
    <iframe
      ref={frame}
      src={FRAME}
      title={words.files.diagram}
      sandbox="allow-scripts"
      style={{ height }}
      className="w-full"
    />
  );
}

function isDark(): boolean {
  return getComputedStyle(document.documentElement).colorScheme.includes("dark");
}
