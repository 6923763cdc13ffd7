/** Edits of the settings in one request. In a file without schemas: pages read it, too. */
export const SETTINGS_CHANGES_MAX = 1_000;
