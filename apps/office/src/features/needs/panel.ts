/** Whether the panel of what needs you lies over the page. */
import { create } from "zustand";

/** The key of the card that has the focus first; empty: the first one. Undefined: closed. */
export const usePanel = create<{ at?: string | undefined }>(() => ({}));

export function openNeeds(key = ""): void {
  usePanel.setState({ at: key });
}

export function closeNeeds(): void {
  usePanel.setState({ at: undefined });
}
