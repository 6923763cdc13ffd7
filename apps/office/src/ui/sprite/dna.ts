/** The looks of an agent, derived from its id alone: the same agent looks the same in every browser, for ever. */
export interface Dna {
  hue: number;
  top: number;
  head: number;
  eyes: number;
  mouth: number;
  cheek: boolean;
  shirt: number;
}

/** FNV-1a with a final mix, so that ids which differ in one letter look different. */
export function computeHash(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${id}#f3s`) {
    hash ^= character.charCodeAt(0);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return hash >>> 0;
}

export function toDna(id: string): Dna {
  const hash = computeHash(id);
  return {
    hue: hash % 12,
    top: (hash >>> 4) % 12,
    head: (hash >>> 9) % 4,
    eyes: (hash >>> 12) % 5,
    mouth: (hash >>> 16) % 4,
    cheek: (hash >>> 19) % 2 === 1,
    shirt: ((hash % 12) + 4 + ((hash >>> 21) % 5)) % 12,
  };
}

/** The colour of each letter of a sprite, as CSS. */
export function toPalette({ hue, shirt }: Dna): Readonly<Record<string, string>> {
  const body = `var(--px-${hue})`;
  const cloth = `var(--px-${shirt})`;
  const mix = (colour: string, other: string, percent: number) =>
    `color-mix(in srgb, ${colour}, var(--px-${other}) ${percent}%)`;
  return {
    b: body,
    l: mix(body, "white", 34),
    s: mix(body, "ink", 20),
    o: mix(body, "ink", 72),
    a: cloth,
    A: mix(cloth, "ink", 22),
    k: "var(--px-ink)",
    w: "var(--px-white)",
    p: "var(--px-white)",
    c: "var(--px-cheek)",
  };
}
