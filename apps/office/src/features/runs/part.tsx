/** A named piece of the inspector of a run. */
import type { ReactNode } from "react";

export function Part({ name, mark, children }: { name: string; mark?: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 flex items-center gap-2 text-12 text-n-7">
        {name}
        {mark !== undefined && (
          <span className="rounded-[3px] border border-dashed border-n-6 px-1 text-11">{mark}</span>
        )}
      </h3>
      {children}
    </section>
  );
}
