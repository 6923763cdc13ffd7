export function inOrder(
  manifests: readonly { name: string; dependencies?: Readonly<Record<string, string>> }[],
): string[];
