/** What came or changed under the reader's eyes glows once. What the first answer had does not. */
"use client";
import { useCallback, useState } from "react";

/** @param ids undefined before the first answer @returns whether a row came after it */
export function useArrivals(ids: readonly string[] | undefined): (id: string) => boolean {
  const [first, setFirst] = useState<ReadonlySet<string>>();
  if (first === undefined && ids !== undefined) setFirst(new Set(ids));
  return useCallback((id) => first !== undefined && !first.has(id), [first]);
}

interface Glow {
  className: string;
  onAnimationEnd: () => void;
}

/** Of one row. @param value a change of it makes the row glow @param isNew whether the row itself came just now */
export function useGlow(value: string, isNew: boolean): Glow {
  const [seen, setSeen] = useState(value);
  const [glows, setGlows] = useState(isNew);
  if (seen !== value) {
    setSeen(value);
    setGlows(true);
  }
  return { className: glows ? "anim-glow" : "", onAnimationEnd: () => setGlows(false) };
}
