/**
 * The network that an address stands for: an IPv4 address itself, and the first 64 bits of an IPv6 one, of which a home
 * has all the others.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]!.split("::");
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

/** Whether an address is of this machine itself: Heartfelt run on one's own, where nobody shares a network. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}
