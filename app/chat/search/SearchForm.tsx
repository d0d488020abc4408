import { Search } from "lucide-react";
import { useId, type FormEvent, type Ref } from "react";
import { maxSearchLength } from "~/contract/search";
import { searchText } from "~/text/search";
import { inputLook } from "~/ui/Field";

interface Props {
  label: string;
  initial?: string;
  /** Why the search cannot be done; empty while nothing is wrong. */
  error: string;
  fieldRef?: Ref<HTMLInputElement>;
  onSearch: (search: string) => void;
}

/** A field for a search, and its button. */
export function SearchForm({ label, initial = "", error, fieldRef, onSearch }: Props) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const search = new FormData(event.currentTarget).get("q");
    onSearch(typeof search === "string" ? search : "");
  };
  return (
    <form role="search" aria-label={label} method="get" onSubmit={submit} className="grid min-w-0 flex-1 gap-1">
      <div className="flex gap-2">
        <input
          ref={fieldRef}
          type="search"
          name="q"
          dir="auto"
          defaultValue={initial}
          maxLength={2 * maxSearchLength}
          aria-label={label}
          placeholder={label}
          enterKeyHint="search"
          autoComplete="off"
          aria-invalid={error !== "" ? true : undefined}
          aria-describedby={error === "" ? undefined : id}
          className={`${inputLook} min-w-0 flex-1 rounded-full`}
        />
        <SubmitButton />
      </div>
      {error !== "" && (
        <p id={id} role="alert" className="px-4 text-sm text-danger">
          {error}
        </p>
      )}
    </form>
  );
}

function SubmitButton() {
  return (
    <button
      type="submit"
      aria-label={searchText.submit}
      className="grid size-12 shrink-0 place-items-center rounded-full text-soft hover:bg-sunk hover:text-ink"
    >
      <Search aria-hidden="true" className="size-5" />
    </button>
  );
}
