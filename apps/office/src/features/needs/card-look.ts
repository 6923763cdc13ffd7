/** How much a card shows, known to its parts. */
"use client";
import { createContext, useContext } from "react";

/**
 * `beside`: beside its work, which it need not name. `away`: alone. `panel`: alone, and it can be put off. `compact`: of
 * the same height as others, with one line of its content.
 */
export type Look = "beside" | "away" | "panel" | "compact";

export const LookContext = createContext<Look>("beside");

export function useLook(): Look {
  return useContext(LookContext);
}
