/** The first letter of a name, for eyes alone: the name stands beside it. `isHere` adds a green dot. */
export function Avatar({ name, isHere = false }: { name: string; isHere?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className="relative grid size-11 shrink-0 place-items-center rounded-full bg-blush font-serif text-xl text-accent"
    >
      {[...name][0]?.toUpperCase()}
      {isHere && <span className="absolute end-0 bottom-0 size-3 rounded-full border-2 border-card bg-good" />}
    </span>
  );
}
