/** In place of a page that failed as a whole, such as one whose files a new version replaced. */
"use client";
import { useEffect, useState } from "react";
import { MissingPage } from "../features/shell/missing-page";
import { isMissingFile, loadAgain } from "../lib/missing-files";
import { currentTheme } from "../lib/theme";
import { words } from "../locale/words";
import "./globals.css";

export default function GlobalError({ error }: { error: Error }) {
  // React puts a new root in place of the old one, which had the theme.
  const [theme] = useState(() => (typeof document === "undefined" ? undefined : currentTheme()));
  const [isLoading, setLoading] = useState(true);
  useEffect(() => {
    // Nothing of the page is left that could be lost.
    if (!isMissingFile(error) || !loadAgain()) setLoading(false);
  }, [error]);
  return (
    <html lang={words.tag} data-theme={theme} data-begun="">
      <body>{!isLoading && <MissingPage />}</body>
    </html>
  );
}
