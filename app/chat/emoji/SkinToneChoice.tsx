import { emojiText } from "~/text/emoji";
import { handOf, skinTones, type SkinTone } from "./skin-tones";

/** A row of hands, of which one is chosen. */
export function SkinToneChoice({ chosen, onChoose }: { chosen: SkinTone; onChoose: (tone: SkinTone) => void }) {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">{emojiText.skinTone}</legend>
      {skinTones.map((tone) => (
        <label
          key={tone}
          title={emojiText.skinTones[tone]}
          className="grid h-10 flex-1 cursor-pointer place-items-center rounded-xl text-xl hover:bg-sunk has-checked:bg-blush has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="skin-tone"
            aria-label={emojiText.skinTones[tone]}
            checked={tone === chosen}
            onChange={() => onChoose(tone)}
            className="sr-only"
          />
          <span aria-hidden="true">{handOf[tone]}</span>
        </label>
      ))}
    </fieldset>
  );
}
