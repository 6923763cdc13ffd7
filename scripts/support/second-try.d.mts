import type { Figures } from "./figures-reporter.mjs";

export function secondTry(figures: Figures): string[];
export function mergeTries(first: Figures, second: Figures): Figures;
