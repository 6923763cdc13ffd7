/**
 * How much one backup may hold, beyond any real home. A restore refuses more, because an archive may come from
 * somebody hostile; so a backup with more must not be made either: nobody could use it on the day it is needed.
 */
export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;

export interface BackupLimits {
  members: number;
  /** Of all members, unpacked. */
  totalBytes: number;
  manifestBytes: number;
}

export const BACKUP_LIMITS: BackupLimits = {
  members: 500_000,
  totalBytes: 256 * GIB,
  manifestBytes: 128 * MIB,
};
