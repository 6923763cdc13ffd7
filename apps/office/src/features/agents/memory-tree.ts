/** The notes of an agent as a tree of folders, from their paths. Pure. */
export interface NoteEntry {
  name: string;
  /** Relative to the memory folder, with `/`. */
  path: string;
}

export interface Folder {
  name: string;
  path: string;
  folders: readonly Folder[];
  notes: readonly NoteEntry[];
}

/** @returns the memory folder; folders and notes are in the order of their names */
export function buildTree(notes: readonly NoteEntry[]): Folder {
  return resolveFolder("", "", notes);
}

function resolveFolder(name: string, path: string, notes: readonly NoteEntry[]): Folder {
  const below = new Map<string, NoteEntry[]>();
  const own: NoteEntry[] = [];
  for (const note of notes) {
    const rest = note.path.slice(path.length);
    const end = rest.indexOf("/");
    if (end === -1) own.push(note);
    else below.set(rest.slice(0, end), [...(below.get(rest.slice(0, end)) ?? []), note]);
  }
  const folders = [...below]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([child, inside]) => resolveFolder(child, `${path}${child}/`, inside));
  return { name, path, folders, notes: own.sort((a, b) => a.path.localeCompare(b.path)) };
}

/** How many notes a folder has, with all below it. */
export function countIn({ folders, notes }: Folder): number {
  return notes.length + folders.reduce((sum, folder) => sum + countIn(folder), 0);
}
