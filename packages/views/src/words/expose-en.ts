import type { ExposeWords } from "./expose-words.js";

export const expose: ExposeWords = {
  reach: {
    tailscale: "the devices of your tailnet",
    funnel: "the whole internet",
    cloudflared: "the whole internet",
  },
  ways: {
    tailscale: "Tailscale: only the devices of your own tailnet reach it. The name stays the same.",
    funnel:
      "Tailscale Funnel: the whole internet reaches the login page. The name stays the same. Nobody between can read along.",
    cloudflared:
      "Cloudflare quick tunnel: the whole internet reaches the login page. The name changes at each start, Cloudflare can read along, and pages update only when you reload them.",
  },
  off: "No tunnel to TinyOffice is open.",
  starting: (way) => `TinyOffice is being opened with ${way}. Until then, nobody gets in.`,
  on: (reach, left) => `TinyOffice is open to ${reach}, for another ${left}. Everyone needs a login.`,
  problem: (code, program) => PROBLEMS[code](program),
  step: (code, program, link) => STEPS[code](program, link),
  said: (text) => `It said: ${text}`,
};

type Problems = Readonly<Record<Parameters<ExposeWords["problem"]>[0], (program: string) => string>>;

const PROBLEMS: Problems = {
  no_login: () => "The settings require no login, so no tunnel to TinyOffice is opened.",
  not_installed: (program) => `${program} is not installed.`,
  not_running: (program) => `${program} does not run or is not connected.`,
  not_logged_in: (program) => `This machine is not logged in to ${program}.`,
  not_enabled: (program) => `This is not turned on for your ${program} account.`,
  not_permitted: (program) => `${program} does not permit this user to open anything.`,
  port_used: (program) => `${program} already serves something else on the ports 443, 8443 and 10000.`,
  too_slow: (program) => `${program} was not ready in time.`,
  ended: (program) => `${program} ended.`,
  wrong_name: (program) => `${program} reported a name that it cannot have, so nobody was let in.`,
  too_open: (program) =>
    `${program} opened it to the whole internet, although only your tailnet was meant. It was closed.`,
};

const STEPS: Readonly<
  Record<Parameters<ExposeWords["problem"]>[0], (program: string, link: string | null) => string>
> = {
  no_login: () => "Require one: tinyagi config set server.auth token",
  not_installed: () => "See what you can install: tinyagi expose",
  not_running: (program) =>
    program === "tailscale" ? "Start it: sudo tailscale up" : "Start it, then try again",
  not_logged_in: (_program, link) => (link === null ? "Log in: sudo tailscale up" : `Log in: ${link}`),
  not_enabled: (_program, link) =>
    `Turn it on, then try again: ${link ?? "https://login.tailscale.com/admin/dns (HTTPS Certificates)"}`,
  not_permitted: () => "Permit it once: sudo tailscale set --operator=$USER",
  port_used: () => "See what it serves: tailscale serve status",
  too_slow: () => "Try again. If it fails again, see: tinyagi doctor network",
  ended: () => "Try again. If it fails again, see: tinyagi logs",
  wrong_name: () => "Try again. If it fails again, another program may answer for it: tinyagi logs",
  too_open: () => "See who turned it on: tailscale funnel status",
};
