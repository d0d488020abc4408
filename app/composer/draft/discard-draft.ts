/**
 * Discards a draft: the page is cleared at once, and not once it is deleted from the device, as what is written and chosen
 * from here on is the next story's. Resolves once it is deleted.
 */
export async function discardDraft(deleteFromDevice: () => Promise<void>, clearPage: () => void): Promise<void> {
  const deleted = deleteFromDevice();
  clearPage();
  await deleted;
}
