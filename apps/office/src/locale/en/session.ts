/** Logging in. */
export const session = {
  why: {
    out: "Open TinyOffice from a terminal on this machine:",
    ended: "Your session has ended. Open TinyOffice again from a terminal on this machine:",
    expired: "This link was used or has expired. Get a new one:",
    away: "TinyAGI does not answer. Start it, then open TinyOffice again:",
  },
  useToken: "Or use the token",
  /** Around the name of the file. */
  tokenFile: {
    before: "It is in the file ",
    after: " of the TinyAGI home. It is sent once and not kept here.",
  },
  logIn: "Log in",
  tooManyTokens: "Too many wrong tokens. Wait a minute, then try again.",
  wrongToken: "This token is wrong. Print a login link with: tinyagi office --url",
  tooSlow: "The login took too long. Try again.",
};
