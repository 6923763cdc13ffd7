/** What a person can install or set up to reach TinyOffice from elsewhere, with the exact steps. Pure. */

const INSTALL = {
  tailscale: [
    "Tailscale, for your own devices (recommended). Install it here and on the other device, with the same account:",
    "  1. Linux: curl -fsSL https://tailscale.com/install.sh | sh",
    "     macOS: install the app from https://tailscale.com/download",
    "  2. sudo tailscale up",
    "  3. Linux: sudo tailscale set --operator=$USER",
    "  4. tinyagi expose start",
  ],
  cloudflared: [
    "cloudflared, for the whole internet, without an account:",
    "  1. Install it: https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/",
    "  2. tinyagi expose start --via cloudflared --for 2h",
  ],
} as const;

const withoutProgram = (port: string) => [
  "ssh, from a computer that can log in to this machine; nothing is opened:",
  `  1. There: ssh -L ${port}:127.0.0.1:${port} you@this-machine`,
  "  2. Here: tinyagi office --url, and open that link there",
  "",
  "Caddy, permanently, with a domain that leads to this machine:",
  "  1. tinyagi config set server.allowedHosts '[\"office.example.com\"]'",
  `  2. caddy reverse-proxy --from office.example.com --to 127.0.0.1:${port}`,
];

/**
 * @param installed programs that are there, which need no explanation
 * @param port of the daemon, whose pages work under no other one
 */
export function otherWays(installed: ReadonlySet<string>, port: string): string[] {
  const missing = (["tailscale", "cloudflared"] as const).filter((program) => !installed.has(program));
  return [...missing.flatMap((program) => [...INSTALL[program], ""]), ...withoutProgram(port)];
}
