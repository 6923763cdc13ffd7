import { NoPage } from "../features/shell/no-page";

export default function NotFound() {
  return <NoPage />;
}
