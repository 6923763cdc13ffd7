/** The name of the login that a provider has without `logins` in the settings: its key, its token, or that of its program. */
export const DEFAULT_LOGIN = "default";
