/** Ways to reach TinyOffice from elsewhere, as data without schemas, which pages load. */

export const EXPOSE_WAYS = ["tailscale", "funnel", "cloudflared"] as const;
export type ExposeWay = (typeof EXPOSE_WAYS)[number];

/** What each way is: its program, and who gets as far as the login page. */
export const EXPOSE_WAY_FACTS = {
  tailscale: { program: "tailscale", reach: "tailnet" },
  funnel: { program: "tailscale", reach: "internet" },
  cloudflared: { program: "cloudflared", reach: "internet" },
} as const satisfies Readonly<
  Record<ExposeWay, { readonly program: string; readonly reach: "tailnet" | "internet" }>
>;

export const EXPOSE_MIN_MINUTES = 1;
/** It ends by itself, also when nobody thinks of it any more. */
export const EXPOSE_MAX_MINUTES = 30 * 24 * 60;
export const EXPOSE_DEFAULT_MINUTES = 12 * 60;
/** How long a tunnel program may take until its address is known. */
export const EXPOSE_READY_MS = 45_000;
/** How long whoever opens it waits for the answer: the program is also asked questions and ended again. */
export const EXPOSE_ANSWER_MS = 2 * EXPOSE_READY_MS;

export const EXPOSE_PROBLEMS = [
  /** `server.auth` is `none`: there is no login. */
  "no_login",
  "not_installed",
  /** The program of the tunnel has a service, which does not run. */
  "not_running",
  "not_logged_in",
  /** HTTPS, Serve or Funnel is off for the account. `link` leads to where it is turned on. */
  "not_enabled",
  /** This user may not change what the program serves. */
  "not_permitted",
  "port_used",
  "too_slow",
  "ended",
  /** The program reports a name that it cannot have. */
  "wrong_name",
  /** It is open to the internet, although only the tailnet was meant. */
  "too_open",
] as const;
export type ExposeProblemCode = (typeof EXPOSE_PROBLEMS)[number];

/** Why it is off again. `daemon`: the daemon stopped, or was found to have crashed. */
export const EXPOSE_ENDS = ["asked", "time", "failed", "daemon"] as const;
export type ExposeEnd = (typeof EXPOSE_ENDS)[number];

/** What is so as long as nobody opens TinyOffice to elsewhere. */
export const EXPOSE_OFF = {
  state: "off",
  via: null,
  url: null,
  startedAt: null,
  until: null,
  restarts: 0,
  problem: null,
} as const;
