export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" shapeRendering="crispEdges" aria-hidden="true">
      <path fill="var(--n-10)" d="M1 0h10v1h1v10h-1v1H1v-1H0V1h1z" />
      <path fill="var(--accent)" d="M2 3h3v3H2zM7 3h3v3H7z" />
      <path fill="var(--n-0)" d="M2 8h8v1H2z" />
    </svg>
  );
}
