/** Lets messages in, such as a cancellation, which a promise alone does not. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
