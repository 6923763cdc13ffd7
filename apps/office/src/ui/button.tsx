/** Buttons. `go` is filled with the accent: at most one in a region, and only for your next action. */
import type { ButtonHTMLAttributes, Ref } from "react";

const BASE =
  "inline-flex items-center justify-center gap-1.5 rounded-s border whitespace-nowrap transition-colors duration-[--fast] active:translate-y-px disabled:opacity-60 disabled:pointer-events-none max-md:min-h-11";
const KINDS = {
  plain: "border-n-4 bg-n-0 font-medium text-n-9 hover:border-n-5 hover:bg-n-2",
  go: "border-accent-line bg-accent font-semibold text-accent-ink hover:bg-accent-hover",
  bare: "border-transparent font-medium text-n-9 hover:bg-n-2",
  risk: "border-n-4 bg-n-0 font-medium text-failed hover:border-n-5 hover:bg-n-2",
} as const;
const SIZES = {
  m: "h-8 px-3 text-13",
  s: "h-7 px-2.5 text-12",
  icon: "size-7 text-12 max-md:min-w-11",
} as const;

export type ButtonKind = keyof typeof KINDS;

export function buttonClass(kind: ButtonKind = "plain", size: keyof typeof SIZES = "m"): string {
  return `${BASE} ${KINDS[kind]} ${SIZES[size]}`;
}

export function Button(
  props: ButtonHTMLAttributes<HTMLButtonElement> & {
    kind?: ButtonKind;
    size?: keyof typeof SIZES;
    ref?: Ref<HTMLButtonElement>;
  },
) {
  const { kind = "plain", size = "m", className = "", type = "button", ...rest } = props;
  return <button type={type} className={`${buttonClass(kind, size)} ${className}`} {...rest} />;
}

export function Key({ children }: { children: string }) {
  return <kbd className="rounded-[3px] border border-current/30 px-1 text-11 text-current">{children}</kbd>;
}
