/**
 * One line at the bottom with an undo of eight seconds. What it announces happens when the time is over, or when the
 * page is left before: it is never lost.
 */
"use client";
import { useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { wordsOf } from "../lib/api";
import { words } from "../locale/words";
import { useTopWindow } from "./windows";

export const UNDO_MS = 8_000;

interface Toast {
  id: number;
  text: string;
  commit: (() => void) | undefined;
  /** Takes back what has happened already, or what `commit` would have done. */
  undo: (() => unknown) | undefined;
}

let current: Toast | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let count = 0;
const listeners = new Set<() => void>();

/**
 * Shows a line. `commit` runs after the time to undo, or at once when another line comes or the page is left: its
 * requests must outlive the page. `undo` runs instead of it, or takes back what has happened already. If its promise fails,
 * another line says why: what it was called from may be closed by then.
 */
export function showToast(text: string, commit?: () => void, undo?: () => unknown): void {
  settle();
  if (commit !== undefined) addEventListener("pagehide", settle, { once: true });
  count += 1;
  current = { id: count, text, commit, undo };
  timer = setTimeout(settle, UNDO_MS);
  announce();
}

function settle(): void {
  clearTimeout(timer);
  removeEventListener("pagehide", settle);
  const toast = current;
  current = undefined;
  toast?.commit?.();
  announce();
}

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Inside the window that is open, so that Undo can be pressed there too. */
export function Toaster({ onUndo }: { onUndo: () => void }) {
  const toast = useSyncExternalStore(
    subscribe,
    () => current,
    () => undefined,
  );
  const top = useTopWindow();
  const undo = (): void => {
    const takeBack = current?.undo;
    if (current !== undefined) current = { ...current, commit: undefined };
    settle();
    if (takeBack === undefined) onUndo();
    else
      Promise.resolve(takeBack()).catch((error: unknown) =>
        showToast(words.common.notUndone(wordsOf(error))),
      );
  };
  const line = (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-3 bottom-[76px] z-50 grid justify-items-center md:bottom-6"
    >
      {toast && (
        <div
          key={toast.id}
          className="pointer-events-auto relative flex h-11 max-w-full items-center gap-4 overflow-hidden rounded-m bg-n-10 pr-2 pl-4 text-13 text-n-0 shadow-float"
        >
          <span className="truncate">{toast.text}</span>
          {(toast.commit ?? toast.undo) && (
            <button
              type="button"
              onClick={undo}
              className="h-8 rounded-xs bg-accent max-md:h-11 px-2.5 font-semibold text-accent-ink"
            >
              {words.common.undo}
            </button>
          )}
          <span className="anim-drain absolute bottom-0 left-0 h-0.5 w-full bg-accent" />
        </div>
      )}
    </div>
  );
  return top === undefined ? line : createPortal(line, top);
}
