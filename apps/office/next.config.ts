import type { NextConfig } from "next";

const IS_DEV = process.env.NODE_ENV === "development";

/** The office is a set of files that the daemon serves. `pnpm typecheck` checks the types, so that a set-up need not. */
const config: NextConfig = {
  output: "export",
  // The same sources make the same files.
  generateBuildId: async () => "office",
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  // They name what is bundled, for its licences. None is served.
  productionBrowserSourceMaps: true,
  typescript: { ignoreBuildErrors: true },
  // Pages for developers end in `.dev.tsx`: they are in no build.
  pageExtensions: IS_DEV ? ["dev.tsx", "tsx"] : ["tsx"],
};

export default config;
