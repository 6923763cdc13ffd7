/** The text of a block of code: plain at first, coloured when it is complete, known, small and in view. */
"use client";
import { useEffect, useRef, useState } from "react";
import type { CodePart } from "./code-kinds";
import { detectLanguage } from "./code-language";
import { isSmall } from "./code-limits";
import { DiffLines } from "./diff-lines";

interface Props {
  code: string;
  /** What stands after the fence. Default: none. */
  name?: string | undefined;
  isComplete: boolean;
}

export function CodeText({ code, name = "", isComplete }: Props) {
  const [ref, parts] = useParts({ code, name, isComplete });
  const isDiff = ["diff", "patch"].includes(name.toLowerCase()) && isSmall(code);
  return (
    <code ref={ref}>
      {isDiff ? (
        <DiffLines diff={code.replace(/\n$/, "")} className="-mr-11 -ml-3 pr-11 pl-3" />
      ) : (
        (parts?.map(({ text, className }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move.
          <span key={at} className={className}>
            {text}
          </span>
        )) ?? code)
      )}
    </code>
  );
}

function useParts({ code, name = "", isComplete }: Props) {
  const ref = useRef<HTMLElement>(null);
  const [read, setRead] = useState<{ code: string; parts: CodePart[] | undefined }>();
  const language = isComplete && isSmall(code) ? detectLanguage(name) : undefined;
  useEffect(() => {
    const element = ref.current;
    if (language === undefined || element === null) return;
    let isGone = false;
    const colour = async (): Promise<void> => {
      const { highlight } = await import("./highlight");
      const parts = await highlight(code, language);
      if (!isGone) setRead({ code, parts });
    };
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      sight.disconnect();
      // Colours are a help: without them, because the network is away, the text stands as it is.
      colour().catch(() => undefined);
    });
    sight.observe(element);
    return () => {
      isGone = true;
      sight.disconnect();
    };
  }, [code, language]);
  return [ref, read?.code === code ? read.parts : undefined] as const;
}
