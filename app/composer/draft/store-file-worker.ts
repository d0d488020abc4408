import { storeFile, type FileToStore } from "./store-file";

/** The worker answers once: whether the file is stored. */
export type StoreFileAnswer = boolean;

self.addEventListener("message", ({ data }: MessageEvent<FileToStore>) => {
  void storeFile(data).then(
    () => answer(true),
    () => answer(false),
  );
});

function answer(isStored: StoreFileAnswer): void {
  self.postMessage(isStored);
}
