import { toStoredFile } from "./draft";
import { openDrafts } from "./draft-database";

/** A file of a draft, and the name that it is stored under. */
export interface FileToStore {
  name: string;
  file: Blob;
}

/** Reads a file and stores its bytes. @throws where the browser keeps none */
export async function storeFile({ name, file }: FileToStore): Promise<void> {
  const stored = await toStoredFile(file);
  await (await openDrafts()).put("files", stored, name);
}
