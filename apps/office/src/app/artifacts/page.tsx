import { Suspense } from "react";
import { Gallery } from "../../features/artifacts/gallery";

export default function ArtifactsPage() {
  return (
    <Suspense>
      <Gallery />
    </Suspense>
  );
}
