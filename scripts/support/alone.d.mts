export interface Packed {
  readonly tarball: string;
  readonly modules: string;
}

export function openEmptyProjects(
  folder: string,
  packed: ReadonlyMap<string, Packed>,
): (name: string) => string[];
