export interface Chunk {
  /** Seconds since the start. */
  at: number;
  text: string;
}
export interface Recording {
  chunks: readonly Chunk[];
  columns: number;
  rows: number;
  title: string;
}
export interface Line {
  at: number;
  spans: { text: string; classes: string }[];
}
export function toCast(recording: Recording): string;
export function toLines(chunks: readonly Chunk[], columns: number): Line[];
export function toSvg(recording: Recording): string;
