import type { NextConfig } from "next";

/** The office is a set of files that the daemon serves. `pnpm typecheck` checks the types, so that a set-up need not. */
const config: NextConfig = {
  output: "export",
  // The same sources make the same files.
  generateBuildId: async () => "office",
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
};

export default config;
