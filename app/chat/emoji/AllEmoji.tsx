import {
  defaultEmojiDataResolver,
  EmojiPicker,
  type EmojiDataResolver,
  type EmojiPickerListComponents,
} from "frimousse";
import { useEffect, useRef, useState } from "react";
import { emojiText } from "~/text/emoji";
import { inputLook } from "~/ui/Field";
import { focusWithKeyboard } from "~/ui/screen-keyboard";
import { readSkinTone, rememberSkinTone } from "./emoji-memory";
import { SkinToneChoice } from "./SkinToneChoice";

/** Where the build lays the names of emoji: see `emojiData` in vite.config.ts. */
const dataUrl = "/emoji";
const columns = 8;

interface Props {
  onPick: (emoji: string) => void;
  /** Their names could not be loaded. */
  onFailed: () => void;
}

/** All emoji that the device can draw, with a search by their names, in the chosen skin tone. */
export function AllEmoji({ onPick, onFailed }: Props) {
  const [tone, setTone] = useState(readSkinTone);
  const search = useSearchFocus();
  return (
    <EmojiPicker.Root
      emojibaseUrl={dataUrl}
      columns={columns}
      skinTone={tone}
      resolveEmojiData={resolverThatTells(onFailed)}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <EmojiPicker.Search
        ref={search}
        aria-label={emojiText.search}
        placeholder={emojiText.search}
        className={inputLook}
      />
      <EmojiPicker.Viewport tabIndex={0} className="my-2 min-h-0 flex-1">
        <EmojiPicker.Loading className="block p-3 text-soft">{emojiText.loading}</EmojiPicker.Loading>
        <EmojiPicker.Empty className="block p-3 text-soft">
          {({ search: words }) => emojiText.none(words)}
        </EmojiPicker.Empty>
        <EmojiPicker.List components={parts} aria-label={emojiText.title} className="select-none" />
      </EmojiPicker.Viewport>
      <SkinToneChoice
        chosen={tone}
        onChoose={(next) => {
          setTone(next);
          rememberSkinTone(next);
        }}
      />
    </EmojiPicker.Root>
  );
}

/** Returns the library's own loading of names, which would only log that it failed. */
function resolverThatTells(onFailed: () => void): EmojiDataResolver {
  return async (locale, options) => {
    try {
      return await defaultEmojiDataResolver(locale, options);
    } catch (error) {
      if (!options.signal?.aborted) onFailed();
      throw error;
    }
  };
}

/**
 * All rows have one height, as those out of sight are not rendered. The picker counts rows and columns from 0, ARIA from 1; it
 * finds a row again by its index, all but the first.
 */
const parts: EmojiPickerListComponents = {
  CategoryHeader: ({ category, className = "", ...rest }) => (
    <div className={`bg-card px-1 py-1.5 text-sm text-soft ${className}`} {...rest}>
      {category.label}
    </div>
  ),
  Row: ({ "aria-rowindex": index, ...rest }) => <div aria-rowindex={index || undefined} {...rest} />,
  Emoji: ({ emoji, "aria-colindex": index = 0, ...rest }) => (
    <button
      type="button"
      role="gridcell"
      aria-colindex={index + 1}
      className="grid h-11 w-1/8 place-items-center rounded-xl text-2xl data-active:bg-sunk"
      {...rest}
    >
      {emoji.emoji}
    </button>
  ),
};

/** Whoever opens the emoji may search at once. */
function useSearchFocus() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => focusWithKeyboard(field.current), []);
  return field;
}
