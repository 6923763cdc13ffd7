export function signSums(text: string, env: Readonly<Record<string, string | undefined>>): string | undefined;
