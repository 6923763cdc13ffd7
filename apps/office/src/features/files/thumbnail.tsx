/** A picture of an agent, small: loaded when it comes into view. What cannot be loaded is named by its kind. */
"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useFileAddress } from "./queries";

interface Props {
  /** Its stored name. */
  file: string;
  /** Stands there until the picture does. */
  children: ReactNode;
}

export function Thumbnail({ file, children }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setSeen(true);
      sight.disconnect();
    });
    sight.observe(element);
    return () => sight.disconnect();
  }, []);
  return (
    <span ref={place} className="grid size-full place-items-center">
      {isSeen ? <Picture file={file}>{children}</Picture> : children}
    </span>
  );
}

function Picture({ file, children }: Props) {
  const address = useFileAddress(file);
  const [isBroken, setBroken] = useState(false);
  if (address.data === undefined || isBroken) return children;
  // biome-ignore lint/performance/noImgElement: the office is a static export, which optimises no images.
  return <img src={address.data} alt="" onError={() => setBroken(true)} className="max-h-full max-w-full" />;
}
