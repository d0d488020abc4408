import { newPerson, type Person } from "./client";
import { runSql } from "./rows";

/** Returns somebody of staff, made by the statement that the README names. */
export async function newStaff(): Promise<Person> {
  const person = await newPerson();
  await runSql(`UPDATE users SET role = 'staff' WHERE email = '${person.email}'`);
  return person;
}
