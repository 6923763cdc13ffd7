"use client";
import { useEffect, useState } from "react";

/** @returns the value once it has not changed for a moment: for what is asked of the daemon while someone types */
export function useSettled<T>(value: T, ms = 200): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
