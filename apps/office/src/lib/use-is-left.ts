"use client";
import { useCallback, useEffect, useRef } from "react";

/** @returns whether the page that shows this part was left meanwhile */
export function useIsLeft(): () => boolean {
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  return useCallback(() => left.current, []);
}
