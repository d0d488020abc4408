const bindingName = /^MESSAGES_DB_(0|[1-9]\d{0,3})$/;

/** Returns the number of a message database's binding, such as 2 of `MESSAGES_DB_2`; null for any other name. */
export function numberOfBinding(name: string): number | null {
  const number = bindingName.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}
