/** Public surface of `@tinyagi/base`. */
export { readBody, readJson } from "./bounded-body.js";
export { type Clock, createSystemClock, TIMER_MAX_MS, type Timer } from "./clock.js";
export { cutText } from "./cut-text.js";
export {
  FAILPOINTS,
  type FailpointName,
  type Failpoints,
  NO_FAILPOINTS,
  parseFailpoints,
} from "./failpoint.js";
export { errorCode, syncDirectory, writeFileAtomic } from "./files/atomic-file.js";
export { createFileCache, type FileCache } from "./files/file-cache.js";
export {
  FRONTMATTER_MAX_BYTES,
  type NoteHead,
  noteBody,
  readFields,
  readNoteHead,
  readTextFields,
} from "./files/frontmatter.js";
export { installTree } from "./files/install-tree.js";
export { makeDirectory } from "./files/make-directory.js";
export { namesIn } from "./files/names-in.js";
export {
  discardOutgoingFiles,
  OUTGOING_FILE_MAX_BYTES,
  type OutgoingFile,
  resolveOutgoingFile,
} from "./files/outgoing-file.js";
export { overwriteOwnFile } from "./files/own-file.js";
export { openFolder, openFolderBelow, type PinnedFolder } from "./files/pinned-folder.js";
export { removeTree } from "./files/remove-tree.js";
export { type OpenedFile, openRegularFile, readCapped, readHead } from "./files/safe-open.js";
export {
  folderOfSender,
  type NamedPlace,
  OPERATOR_FOLDER,
  placeOfFile,
  placesIn,
} from "./files/sent-files.js";
export { createSharedFiles, type SharedFiles } from "./files/shared-files.js";
export { isFresh, readStats, toStamp } from "./files/stamp.js";
export { isWithin } from "./files/within.js";
export { createIds, type IdPrefix, type NewId } from "./ids.js";
export { isAlive } from "./life-span.js";
export { dayBegan, daysBefore, localDay, localDays, nextDayAt } from "./local-day.js";
export { type Log, SILENT_LOG } from "./log.js";
export { machineZone } from "./machine-zone.js";
export { createGuardedLookup, isMetadataUrl } from "./metadata-address.js";
export { createPort, type Port } from "./port.js";
export {
  findMarkedProcesses,
  isSameProcess,
  livingGroupMembers,
  type MarkedProcess,
  processStartTime,
  RUN_MARK,
} from "./process-table.js";
export { findProgram, queryVersion, type VersionAnswer, versionIn } from "./program.js";
export { readableMessage } from "./readable-message.js";
export { replaceFileSync } from "./replace-file.js";
export type { SenderKey } from "./sender.js";
export {
  isSafeSqlite,
  openSqlite,
  SQLITE_MIN,
  type SqliteDriver,
  type SqliteOptions,
  sqliteDriver,
} from "./sqlite/sqlite.js";
export { SqliteError } from "./sqlite/sqlite-error.js";
export { lastTimeOfDay, startOfDay } from "./time-of-day.js";
export { createVirtualClock, type VirtualClock } from "./virtual-clock.js";
