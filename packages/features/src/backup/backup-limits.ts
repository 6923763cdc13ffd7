/**
 * How much one backup may contain, beyond any real home. A restore refuses more, because an archive may come from an
 * attacker. A larger backup is therefore not made either: it could not be restored.
 */
export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;

export interface BackupLimits {
  members: number;
  /** Sum of all members, unpacked. */
  totalBytes: number;
  manifestBytes: number;
}

export const BACKUP_LIMITS: BackupLimits = {
  members: 500_000,
  totalBytes: 256 * GIB,
  manifestBytes: 128 * MIB,
};
