/** Which programs that make tunnels are on this machine. */
import { findProgram } from "@tinyagi/base";
import { EXPOSE_WAY_FACTS, EXPOSE_WAYS, type ExposeOffer, type ExposeWay } from "@tinyagi/contracts";

/** Where the app for macOS has its command. */
const MACOS_TAILSCALE = "/Applications/Tailscale.app/Contents/MacOS";

/** @returns the path; undefined when it is not installed */
export async function tunnelProgram(via: ExposeWay, searchPath: string): Promise<string | undefined> {
  const { program } = EXPOSE_WAY_FACTS[via];
  const found = await findProgram(program, searchPath);
  if (found !== undefined || process.platform !== "darwin" || program !== "tailscale") return found;
  return findProgram("Tailscale", MACOS_TAILSCALE);
}

export function tunnelOffers(searchPath: string): Promise<ExposeOffer[]> {
  return Promise.all(
    EXPOSE_WAYS.map(async (via) => ({
      via,
      installed: (await tunnelProgram(via, searchPath)) !== undefined,
    })),
  );
}
