/** Why a file is not taken, sent or saved: a code that travels, and its English. Pages load it without a validator. */

export const FILE_REFUSALS = [
  "path",
  "missing",
  "outside",
  "not_there",
  "special",
  "changed",
  "hard_link",
  "link",
  "link_out",
  "permission",
  "not_opened",
  "not_read",
  "too_large",
  "too_many",
  "offline",
  "name",
  "kind",
  "deleted",
  "folder",
  "replaced",
  "over_backup",
  "over_list",
] as const;
export type FileRefusal = (typeof FILE_REFUSALS)[number];

/** `max`: the limit in bytes or files, where there is one. */
type Say = (max: number) => string;

const ENGLISH: Readonly<Record<FileRefusal, Say>> = {
  path: () => "the path is not valid",
  missing: () => "there is no such file",
  outside: () => "it is outside the allowed directories",
  // One answer for every path outside, so that an agent cannot find out which files exist there.
  not_there: () => "there is no such file in the allowed folders",
  special: () => "it is not a regular file",
  changed: () => "it changed while it was opened",
  hard_link: () => "it has more than one name (hard link)",
  link: () => "it is a link",
  link_out: () => "it is a link that leads elsewhere",
  permission: () => "permission denied",
  not_opened: () => "it cannot be opened",
  not_read: () => "it could not be read",
  too_large: (max) => `it is larger than ${max} bytes`,
  too_many: (max) => `an answer has at most ${max} files`,
  offline: () => "the machine of this agent cannot be reached",
  name: () => "its name is not possible in a backup",
  kind: () => "it is no file, folder or link",
  deleted: () => "the agent was deleted while its files were copied",
  folder: () => "its folder was refused while its files were copied",
  replaced: () => "it was replaced while it was read",
  over_backup: () => "it is larger than a backup may be",
  over_list: () => "its machine lists more files than a backup may contain",
};

/** In English, as a phrase about the file. */
export function fileRefusalWords(refusal: FileRefusal, max = 0): string {
  return ENGLISH[refusal](max);
}

/** A file that was not taken: in English, with the fact beside it. */
export function refusedFile(refusal: FileRefusal): {
  reason: string;
  why: { code: "file"; refusal: FileRefusal };
} {
  return { reason: fileRefusalWords(refusal), why: { code: "file", refusal } };
}
