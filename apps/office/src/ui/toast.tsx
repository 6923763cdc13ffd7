/** The lines at the bottom, inside the window that is open, so that Undo can be pressed there too. F8 goes to them. */
"use client";
import * as Radix from "@radix-ui/react-toast";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { words } from "../locale/words";
import { Link } from "./link";
import {
  canUndo,
  getTimeLeft,
  pauseToasts,
  resumeToasts,
  settle,
  settleAll,
  type Toast,
  UNDO_MS,
  undoToast,
  useIsPaused,
  useToasts,
} from "./toasts";
import { useTopWindow } from "./windows";

/** @param onUndo after a line was taken back that had not happened yet */
export function Toaster({ onUndo }: { onUndo: () => void }) {
  const toasts = useToasts();
  const top = useTopWindow();
  const isPending = toasts.some(({ commit }) => commit !== undefined);
  useEffect(() => (isPending ? settleBeforeLeaving() : undefined), [isPending]);
  const lines = (
    // A live region that is always there: screen readers say what appears in it, each line once.
    <div
      role="status"
      className="pointer-events-none fixed inset-x-3 bottom-[76px] z-50 grid justify-items-center md:bottom-6"
    >
      {toasts.length > 0 && <Lines toasts={toasts} onUndo={onUndo} />}
    </div>
  );
  return top === undefined ? lines : createPortal(lines, top);
}

/** Requests that begin in `pagehide` may be lost; some browsers on phones send no `beforeunload`. @returns what ends it */
function settleBeforeLeaving(): () => void {
  const onHidden = (): void => {
    if (document.hidden) void settleAll();
  };
  const names = ["beforeunload", "pagehide"] as const;
  for (const name of names) addEventListener(name, settleAll);
  document.addEventListener("visibilitychange", onHidden);
  return () => {
    for (const name of names) removeEventListener(name, settleAll);
    document.removeEventListener("visibilitychange", onHidden);
  };
}

/** A pause ends with what it began in: with the window that is left, and with lines that are drawn elsewhere. */
function runWhileNobodyIsHere(): () => void {
  addEventListener("blur", resumeToasts);
  return () => {
    removeEventListener("blur", resumeToasts);
    resumeToasts();
  };
}

function Lines({ toasts, onUndo }: { toasts: readonly Toast[]; onUndo: () => void }) {
  // The region around the lines is live: what Radix announces would say each line twice.
  const [unheard] = useState(() => document.createElement("div"));
  useEffect(runWhileNobodyIsHere, []);
  return (
    <Radix.Provider duration={Number.POSITIVE_INFINITY} swipeDirection="down" announcerContainer={unheard}>
      {toasts.map((toast) => (
        <Line key={toast.id} toast={toast} onUndo={onUndo} />
      ))}
      <Radix.Viewport label={words.common.notices} asChild>
        <div className="grid max-w-full justify-items-center gap-2 outline-none" />
      </Radix.Viewport>
    </Radix.Provider>
  );
}

function Line({ toast, onUndo }: { toast: Toast; onUndo: () => void }) {
  const { id, text, href, held } = toast;
  const isPaused = useIsPaused() && held === undefined;
  // A line that is drawn anew shows what is left of its time.
  const [drained] = useState(() => `${getTimeLeft(id) - UNDO_MS}ms`);
  const undo = (): void => undoToast(id, onUndo);
  return (
    // Nothing closes it but its time and a swipe. Escape closes what lies on the page: it must not take the time to undo.
    <Radix.Root asChild open onSwipeEnd={() => settle(id)} onPause={pauseToasts} onResume={resumeToasts}>
      <div
        data-pace={isPaused ? "paused" : "running"}
        className="pointer-events-auto relative flex h-11 max-w-full items-center gap-4 overflow-hidden rounded-m bg-n-10 pr-2 pl-4 text-13 text-n-0 shadow-float data-[swipe=move]:translate-y-[var(--radix-toast-swipe-move-y)]"
      >
        <span className="truncate">{text}</span>
        {href !== undefined && (
          <Link href={href} className="flex-none font-semibold underline underline-offset-2 max-md:py-3">
            {words.common.openConversation}
          </Link>
        )}
        {canUndo(toast) && (
          <button
            type="button"
            onClick={undo}
            className="h-8 rounded-xs bg-accent px-2.5 font-semibold text-accent-ink max-md:h-11"
          >
            {words.common.undo}
          </button>
        )}
        <span
          style={{ animationDelay: drained }}
          className={`anim-drain absolute bottom-0 left-0 h-0.5 w-full bg-accent ${isPaused ? "[animation-play-state:paused]" : ""}`}
        />
      </div>
    </Radix.Root>
  );
}
