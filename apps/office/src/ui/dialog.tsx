/**
 * A modal window on the browser's own `dialog`: it keeps the focus, closes on Escape and gives the focus back. What was
 * typed in it is not lost by one press: Escape ends typing first, and a click beside it does nothing.
 */
import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef } from "react";
import { isText } from "../lib/key-target";
import { addWindow } from "./windows";

const PLACES = {
  centre: "m-auto w-[min(640px,calc(100vw-24px))] max-h-[80dvh] rounded-[12px]",
  top: "mx-auto mt-[12vh] w-[min(640px,calc(100vw-24px))] max-h-[80dvh] rounded-[12px]",
  sheet:
    "mb-0 mx-0 mt-auto w-full max-w-none max-h-[80dvh] rounded-t-[16px] md:m-auto md:w-[min(480px,100vw)] md:rounded-[12px]",
  /** Beside the sidebar; a sheet on a phone. The page stays in view. */
  left: "m-0 backdrop:bg-transparent max-md:mt-auto max-md:w-full max-md:max-w-none max-md:max-h-[88dvh] max-md:rounded-t-[16px] max-md:backdrop:bg-scrim md:ml-14 md:h-dvh md:max-h-none md:w-[432px] lg:ml-[232px]",
} as const;

export function Dialog(props: {
  label: string;
  place?: keyof typeof PLACES;
  /** What is typed in it is still there when it opens again, or is worth nothing. */
  isKept?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const { label, place = "centre", isKept = false, onClose, children } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const typed = useRef(new Set<HTMLInputElement | HTMLTextAreaElement>());
  const wouldLose = (): boolean =>
    !isKept && [...typed.current].some(({ isConnected, value }) => isConnected && value.trim() !== "");
  function onCancel(event: SyntheticEvent<HTMLDialogElement>): void {
    const { target, currentTarget } = event;
    // A window to choose files, opened in it, is cancelled too.
    if (target !== currentTarget || !isText(document.activeElement) || !wouldLose()) return;
    event.preventDefault();
    currentTarget.focus();
  }
  // In one step with the change of the page: a key pressed right after it must not meet a focus that still moves.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    dialog.showModal();
    const gone = addWindow(dialog);
    // React focuses before the window is open, and the browser chooses the first element that can have the focus at all.
    dialog.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      gone();
      dialog.close();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={label}
      className={`${PLACES[place]} overflow-hidden bg-n-0 text-n-9 shadow-float`}
      tabIndex={-1}
      onClose={onClose}
      onCancel={onCancel}
      onInput={({ target }) => isText(target) && typed.current.add(target)}
      onClick={(event) => event.target === ref.current && !wouldLose() && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {children}
    </dialog>
  );
}
