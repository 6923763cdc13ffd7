/** Types of what tests use of the database modules that a release publishes. */
export const NATIVES: readonly {
  name: string;
  node: string;
  platform: string;
  arch: string;
  libc?: string;
}[];
export function nativeName(platform: string, arch: string, abi: string): string;
export function withNatives<T extends { version: string; dependencies: Readonly<Record<string, string>> }>(
  manifest: T,
): T & { optionalDependencies: Readonly<Record<string, string>> };
export function writeNative(to: string, options: { name: string; version: string; from: string }): void;
