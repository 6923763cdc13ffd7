/**
 * A link to a page of the office. Next's own link fetches the page of every link that is in view, while the first view is
 * still being drawn; this one does so when a person reaches for it. Pages of the sidebar are fetched at rest.
 */
"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

export function Link(props: ComponentProps<typeof NextLink>) {
  const [isWanted, setWanted] = useState(false);
  const want = (): void => setWanted(true);
  return (
    <NextLink
      {...props}
      prefetch={isWanted ? "auto" : false}
      onPointerEnter={(event) => {
        want();
        props.onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        want();
        props.onFocus?.(event);
      }}
    />
  );
}
