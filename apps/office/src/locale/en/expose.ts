/** TinyOffice reached from elsewhere. */
export const expose = {
  name: "Open to elsewhere",
  text: "You can open TinyOffice to your phone or another computer for a time, with TLS and a login. It closes by itself, and when TinyAGI stops.",
  how: "Who may reach it",
  howLong: "For",
  start: "Open TinyOffice",
  opening: "Opening…",
  stop: "Close it now",
  noLogin: "The settings require no login, so it cannot be opened. Require one first.",
  noneInstalled:
    "Neither Tailscale nor cloudflared is installed on this machine. This command says how to install them, and what works without them.",
};
