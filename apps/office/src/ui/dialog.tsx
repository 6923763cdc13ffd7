/** A modal window on the browser's own `dialog`: it keeps the focus, closes on Escape and gives the focus back. */
import { type ReactNode, useEffect, useRef } from "react";
import { addWindow } from "./windows";

const PLACES = {
  centre: "m-auto w-[min(640px,calc(100vw-24px))] rounded-[12px]",
  top: "mx-auto mt-[12vh] w-[min(640px,calc(100vw-24px))] rounded-[12px]",
  sheet:
    "mb-0 mx-0 mt-auto w-full max-w-none rounded-t-[16px] md:m-auto md:w-[min(480px,100vw)] md:rounded-[12px]",
} as const;

export function Dialog(props: {
  label: string;
  place?: keyof typeof PLACES;
  onClose: () => void;
  children: ReactNode;
}) {
  const { label, place = "centre", onClose, children } = props;
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
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
      className={`${PLACES[place]} max-h-[80dvh] overflow-hidden bg-n-0 text-n-9 shadow-float`}
      onClose={onClose}
      onClick={(event) => event.target === ref.current && onClose()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {children}
    </dialog>
  );
}
