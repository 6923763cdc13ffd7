export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

export function processesWith(folder: string): Leftover[];
export function endLeftovers(folder: string, graceMs?: number): Promise<Leftover[]>;
