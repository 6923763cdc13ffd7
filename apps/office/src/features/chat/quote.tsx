/** Puts a message as a quotation into the field of its thread. */
"use client";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

/** Each time another one, also for the same text. */
export interface Quotation {
  text: string;
}

const Quote = createContext<(text: string) => void>(() => {});

export const useQuote = (): ((text: string) => void) => useContext(Quote);

/** @param props.children gets what was quoted last */
export function QuoteBox({ children }: { children: (quoted: Quotation | undefined) => ReactNode }) {
  const [quoted, setQuoted] = useState<Quotation>();
  const quote = useCallback((text: string) => setQuoted({ text }), []);
  return <Quote value={quote}>{children(quoted)}</Quote>;
}
