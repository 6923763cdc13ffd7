/** Types of what TypeScript uses of the list. */
export interface Tool {
  readonly name: string;
  readonly bins?: readonly string[];
  readonly neededFor: string;
}

export const TOOLS: readonly Tool[];
export function installCommand(tools: readonly Tool[], platform?: NodeJS.Platform): string;
export function isInstalled(tool: Tool): boolean;
export function findPackage(tool: Tool): string;
export function works(tool: Tool): boolean;
export function findOnPath(bin: string): string | undefined;
