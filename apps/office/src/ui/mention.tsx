/** A name in a text: an agent, a team or a room. */
import type { ReactNode } from "react";

export function Mention({ children }: { children: ReactNode }) {
  return <b className="rounded-xs bg-n-3 px-0.5 font-semibold text-n-10">{children}</b>;
}
