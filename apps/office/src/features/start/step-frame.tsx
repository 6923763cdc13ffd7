/** One step of the first run. */
"use client";
import { type ReactNode, useEffect, useRef } from "react";

/** One step: its sentence is the largest text. It takes the focus, so that a screen reader begins there. */
export function StepFrame(props: { title: string; text: string; children?: ReactNode; actions: ReactNode }) {
  const { title, text, children, actions } = props;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <section aria-label={title} className="min-w-0">
      <h1
        ref={head}
        tabIndex={-1}
        className="text-22 font-bold outline-none! shadow-none! tracking-[-0.03em] text-balance text-n-10 md:text-28"
        aria-live="polite"
      >
        {title}
      </h1>
      <p className="mt-1 max-w-[60ch] text-14 text-n-7">{text}</p>
      {children !== undefined && <div className="mt-5">{children}</div>}
      <div className="mt-6 flex flex-wrap items-center gap-2">{actions}</div>
    </section>
  );
}
