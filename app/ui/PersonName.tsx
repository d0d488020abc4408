/** A person's name. Its direction is its own: one in Hebrew or Arabic leaves the words beside it in their order. */
export function PersonName({ name }: { name: string }) {
  return <bdi>{name}</bdi>;
}

/** A sentence with a person's name in it, wherever the sentence has it. */
export function WithName({ name, children: sentence }: { name: string; children: string }) {
  const at = sentence.indexOf(name);
  if (at < 0) return sentence;
  return (
    <>
      {sentence.slice(0, at)}
      <PersonName name={name} />
      {sentence.slice(at + name.length)}
    </>
  );
}
