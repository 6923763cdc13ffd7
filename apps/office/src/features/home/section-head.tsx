import type { ReactNode } from "react";

export function SectionHead({
  title,
  count,
  children,
}: {
  title: string;
  count: number | string;
  children?: ReactNode;
}) {
  return (
    <div className="mt-2 flex h-10 items-baseline gap-2 border-b border-n-4 pt-3">
      <h2 className="text-13 font-semibold text-n-10">{title}</h2>
      <span className="font-mono text-12 text-n-7">{count}</span>
      <span className="ml-auto text-12 text-n-7">{children}</span>
    </div>
  );
}
