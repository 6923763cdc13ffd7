/** Types of what TypeScript uses to pack `tinyagi`. */
export const targetName: string;
export function packSet(folder: string): { plain: string; native: string | undefined; offline: string };
export function packFolder(content: string, file: string): void;
export function writeSums(folder: string, files: readonly string[]): void;
