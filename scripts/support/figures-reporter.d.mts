export interface FileFigures {
  readonly file: string;
  readonly ms: number;
  readonly passed: number;
  readonly failed: number;
}

export interface Figures {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
  readonly missing: Readonly<Record<string, number>>;
  readonly files: readonly FileFigures[];
  readonly flaky?: readonly string[];
}
