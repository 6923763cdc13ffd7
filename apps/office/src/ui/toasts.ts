/**
 * What is announced at the bottom of the page, newest last. What must not be lost has happened by then, or the daemon holds
 * it. Only what leaves everything as it was if it is lost happens when the time of its line is over, or when the page is left
 * or out of sight: a browser may give a page that closes no time for it.
 */
import { create } from "zustand";
import { toWords } from "../lib/api";
import { words } from "../locale/words";
import { createCountdowns } from "./countdowns";

/** As long as `anim-drain`. */
export const UNDO_MS = 8_000;
/** More lines hide what they lie on: those go first that only say something, then those whose act is done. */
const LINES_MAX = 3;

interface Act {
  /** Happens after the time to undo; its requests must outlive the page. @returns what ends when it has happened */
  commit?: (() => unknown) | undefined;
  /** Takes back what has happened already, or happens instead of `commit`. */
  undo?: (() => unknown) | undefined;
}

export interface Toast extends Act {
  readonly id: number;
  readonly text: string;
  /** Where what it says can be looked at. */
  readonly href?: string | undefined;
  /** What the daemon holds, and for how long: the time of the line does not stand still while a person points at it. */
  readonly held?: string | undefined;
}

let count = 0;

// Here, not in what is drawn: a window that opens draws the lines anew.
const time = createCountdowns(settle);
/** Whether the time of the lines stands still. */
export const useIsPaused = time.usePaused;
export const resumeToasts = time.resume;
/** @returns milliseconds until it is settled */
export const getTimeLeft = time.getLeft;

/** While a person points at the lines or is in them; not because the person is in another window. */
export function pauseToasts(): void {
  if (document.hasFocus()) time.pause();
}

export const useToasts = create<readonly Toast[]>(() => []);

/** Shows a line. A line without an undo takes the place of one that says the same. */
export function showToast(text: string, commit?: Act["commit"], undo?: Act["undo"]): void {
  show({ text, commit, undo });
}

/** Shows what the daemon holds for {@link UNDO_MS}, and what takes it back there. @param held its id */
export function showHeld(text: string, held: string, undo: () => unknown): void {
  show({ text, held, undo });
}

/** It was taken back elsewhere. */
export function dropHeld(held: string): void {
  for (const one of useToasts.getState()) if (one.held === held) remove(one.id);
}

/** Shows a line with a link to what it says. */
export function showLink(text: string, href: string): void {
  show({ text, href });
}

function show(line: Omit<Toast, "id">): void {
  count += 1;
  const { text } = line;
  const toast: Toast = Object.assign({ id: count }, line);
  const isSame = (one: Toast): boolean => !canUndo(one) && !canUndo(toast) && one.text === text;
  for (const same of useToasts.getState().filter(isSame)) remove(same.id);
  useToasts.setState((shown) => [...shown, toast], true);
  time.start(toast.id, UNDO_MS, toast.held !== undefined);
  makeRoom();
}

/** What has not happened yet keeps its line. */
function makeRoom(): void {
  const shown = useToasts.getState();
  const older = shown.slice(0, -1).filter(({ commit }) => commit === undefined);
  const first = [...older.filter((one) => !canUndo(one)), ...older.filter(canUndo)];
  for (const { id } of first.slice(0, Math.max(0, shown.length - LINES_MAX))) remove(id);
}

export function canUndo({ commit, undo }: Act): boolean {
  return commit !== undefined || undo !== undefined;
}

/** Its time is over: what it announced happens. @returns what ends when it has happened */
export function settle(id: number): unknown {
  return remove(id)?.commit?.();
}

/** Nobody can press Undo any more. Resolves when all has happened or failed. */
export async function settleAll(): Promise<void> {
  const held = useToasts.getState().filter(({ commit }) => commit !== undefined);
  await Promise.allSettled(held.map(({ id }) => settle(id)));
}

/**
 * @returns what taking it back returns
 * @param otherwise for a line that has not happened yet and says nothing about how it is taken back
 */
export function takeBack(id: number, otherwise: () => void): unknown {
  const toast = remove(id);
  return toast === undefined ? undefined : (toast.undo ?? otherwise)();
}

/** Takes back the newest line that can be. @returns whether there was one */
export function undoNewest(): boolean {
  const newest = useToasts.getState().findLast(canUndo);
  if (newest === undefined) return false;
  undoToast(newest.id);
  return true;
}

/** @param otherwise for a line that has not happened yet and says nothing about how it is taken back */
export function undoToast(id: number, otherwise: () => void = () => undefined): void {
  // What it was called from may be closed by then: another line says why it failed.
  Promise.resolve(takeBack(id, otherwise)).catch((error: unknown) =>
    showToast(words.common.notUndone(toWords(error))),
  );
}

/** Once: a line that is gone neither happens again nor is taken back. */
function remove(id: number): Toast | undefined {
  const toast = useToasts.getState().find((one) => one.id === id);
  time.drop(id);
  useToasts.setState((shown) => shown.filter((one) => one !== toast), true);
  return toast;
}
