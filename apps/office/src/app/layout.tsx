import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { LOGO } from "../features/shell/logo-file";
import { MISSING_BOX } from "../features/shell/missing-box";
import { Office } from "../features/shell/office";
import { EARLY_SCRIPT } from "../lib/early-status";
import { beginScript } from "../lib/missing-files";
import { THEME_SCRIPT } from "../lib/theme";
import { en } from "../locale/en/en";
import { zh } from "../locale/zh/zh";
import { buttonClass } from "../ui/button";
import "./globals.css";

export const metadata: Metadata = {
  title: "TinyOffice",
  description: "The office of your team of agents",
  icons: { icon: LOGO.pathname, apple: "/apple-touch-icon.png" },
  manifest: "/manifest.webmanifest",
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

/** Made when the office is built: no page loads the texts of a language for it. */
const BEGIN_SCRIPT = beginScript({ en: en.shell.missing, zh: zh.shell.missing }, [
  MISSING_BOX,
  buttonClass("go"),
]);

/** The letters of every page. Asked for at once, they are there before the first text is drawn. */
const FONT = new URL("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", import.meta.url);

export default function Layout({ children }: { children: ReactNode }) {
  preload(FONT.pathname, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant text; without it a dark page would flash white. */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant text, allowed by its hash. */}
        <script dangerouslySetInnerHTML={{ __html: EARLY_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant text, allowed by its hash. */}
        <script dangerouslySetInnerHTML={{ __html: BEGIN_SCRIPT }} />
      </head>
      <body>
        <Office>{children}</Office>
      </body>
    </html>
  );
}
