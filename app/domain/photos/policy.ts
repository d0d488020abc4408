/** Who may do what, as pure decisions about facts that the caller has read from the rows. */
interface Facts {
  read_original: { viewerId: string; ownerId: string; isRevealed: boolean };
}

const rules: { [Act in keyof Facts]: (facts: Facts[Act]) => boolean } = {
  /** An original is its owner's, and a connection's to whom it is revealed, until it is unrevealed. */
  read_original: ({ viewerId, ownerId, isRevealed }) => viewerId === ownerId || isRevealed,
};

/** Whether the facts allow an act. */
export function can<Act extends keyof Facts>(act: Act, facts: Facts[Act]): boolean {
  return rules[act](facts);
}
