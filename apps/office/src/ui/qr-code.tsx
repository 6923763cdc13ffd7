/** A QR code, drawn in the page. It is dark on light in every theme, because cameras expect that. */
import { encode } from "uqr";

/** Light modules around the code, without which cameras do not find it. */
const QUIET = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "L", border: QUIET });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="block aspect-square w-full border border-n-4"
    >
      <path fill="var(--px-white)" d={`M0 0h${size}v${size}H0z`} />
      <path fill="var(--px-ink)" d={path} />
    </svg>
  );
}
