/** Returns the entries of a record, with the keys' own type. */
export function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][]; // a record has no other keys
}
