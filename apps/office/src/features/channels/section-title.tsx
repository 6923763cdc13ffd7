/** The head of a list: its name, how many, one line of help. */
export function SectionTitle({ title, count, help }: { title: string; count: number; help: string }) {
  return (
    <div className="flex h-11 items-center gap-2 border-b border-n-4">
      <h2 className="text-13 font-semibold text-n-10">{title}</h2>
      <span className="font-mono text-12 text-n-7">{count}</span>
      <span className="ml-auto truncate text-12 text-n-7 max-md:hidden">{help}</span>
    </div>
  );
}
