import { notFound } from "~/http/problem.server";

/** Every other path: the root's friendly page says that there is nothing. */
export function loader(): never {
  throw notFound();
}

export default function Nothing() {
  return null;
}
