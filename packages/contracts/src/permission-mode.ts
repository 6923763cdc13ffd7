/** What an agent may do. Every list, order and choice of modes derives from this one. */

/**
 * From the strictest to the most permissive. `container` comes before `sandboxed`: in a container, what is not mounted does
 * not exist, while a sandboxed program sees most files of this machine. Its network is a setting with a guard of its own.
 */
export const PERMISSION_MODES = ["ask", "container", "sandboxed", "bypass"] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

/** The mode of an agent whose settings name none. */
export const DEFAULT_PERMISSIONS = "sandboxed" satisfies PermissionMode;

/** The stricter of two modes. Absent: the default of agents. */
export function stricterMode(a: PermissionMode | undefined, b: PermissionMode | undefined): PermissionMode {
  const rank = (mode: PermissionMode = DEFAULT_PERMISSIONS) => PERMISSION_MODES.indexOf(mode);
  return PERMISSION_MODES[Math.min(rank(a), rank(b))] ?? "ask";
}
